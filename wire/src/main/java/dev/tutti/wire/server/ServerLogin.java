package dev.tutti.wire.server;

import java.net.InetAddress;

/** A login, from greeting to OK or ERR. */
final class ServerLogin {
    private ServerLogin() {}

    /** An address without the scope that Java appends to IPv6 ones. */
    static String host(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }
}

package dev.tutti.wire;

import dev.tutti.core.model.Address;
import dev.tutti.wire.packet.MalformedPacketException;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Turns what went wrong below into one sentence for people. Stateless. */
final class Failures {
    private Failures() {}

    /** The connection could not be established. */
    static WireException connecting(Address address, Duration timeout, IOException cause) {
        String why =
                switch (cause) {
                    case UnknownHostException e -> "the name " + address.host() + " is unknown; check it, or the DNS";
                    case SocketTimeoutException e ->
                        "nothing answered within " + text(timeout) + "; check the host, the port and firewalls between";
                    case NoRouteToHostException e -> "there is no route to the host; check the network";
                    case ConnectException e -> "the connection was refused; check that the server runs and listens there";
                    default -> reason(cause);
                };
        return new WireException(address, "Cannot connect to " + address + ": " + why + ".", cause);
    }

    /** The connection exists, and something failed on it. */
    static WireException during(Address address, String tried, Duration timeout, IOException cause) {
        String why =
                switch (cause) {
                    case SocketTimeoutException e ->
                        "it stayed silent for " + text(timeout) + "; it may hang, or need a longer readTimeout";
                    case EOFException e -> reason(e) + "; its error log may say why";
                    case MalformedPacketException e -> reason(e);
                    case SSLException e -> "TLS failed (" + reason(e) + "); check the server's certificate and TLS versions";
                    default -> "the connection was lost (" + reason(cause) + ")";
                };
        return new WireException(address, address + " did not answer " + tried + " as expected: " + why + ".", cause);
    }

    static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // A socket that fails to close is closed all the same.
        }
    }
}

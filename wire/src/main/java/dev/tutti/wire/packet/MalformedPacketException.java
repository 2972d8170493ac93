package dev.tutti.wire.packet;

import java.io.IOException;

/** Bytes that do not follow the protocol. The message says what is wrong with them; whoever knows the server adds its name. */
public final class MalformedPacketException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedPacketException(String message) {
        super(message);
    }
}

package dev.tutti.wire;

import dev.tutti.core.model.Address;
import dev.tutti.wire.packet.ErrPacket;

/** The server understood and refused: an ERR packet. The connection stays usable, except during login. */
public final class ServerErrorException extends WireException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String sqlState;
    private final String serverMessage;

    ServerErrorException(Address address, String tried, ErrPacket err, String advice) {
        super(
                address,
                address + " refused " + tried + ": " + err.message() + " (error " + err.code() + ", SQLSTATE " + err.sqlState()
                        + ")" + advice + ".",
                null);
        this.code = err.code();
        this.sqlState = err.sqlState();
        this.serverMessage = err.message();
    }

    /** The server's error number, for example 1045. */
    public int code() {
        return code;
    }

    public String sqlState() {
        return sqlState;
    }

    /** The server's own text, without ours around it. */
    public String serverMessage() {
        return serverMessage;
    }
}

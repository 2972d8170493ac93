package dev.tutti.wire.server;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The way out for a stream. Used by the dumping thread only, except {@link #isOpen}, which any thread may ask. Every method that
 * writes waits while the client does not take what was sent, and fails once the client has gone or was killed.
 */
public interface Outlet {
    /** The number that the next packet must carry, 0 to 255. */
    int sequence();

    /**
     * Sends bytes that already carry packet headers: direct buffers go to the socket without a copy when there is no TLS.
     *
     * @param framed all of it is sent; at the end its position is its limit
     * @param packets how many packets it begins, by which {@link #sequence} advances
     */
    void write(ByteBuffer framed, int packets) throws IOException;

    /**
     * The next packet carries this number: where a replica acknowledges an event it begins to count anew (semi-synchronous
     * replication).
     */
    void restartSequence(int next);

    /** Ends the stream; the client may send commands again. */
    void eof() throws IOException;

    /** Ends the stream with a server's error, for example 1236; the client may send commands again. */
    void error(int code, String sqlState, String message) throws IOException;

    /**
     * Reads what the client sends from now on, on a thread of its own, up to the end of the dump or of the connection. At most
     * once in a dump.
     */
    void listen(AckListener acks);

    /** Whether the client is still there, as far as known: without {@link #listen} that shows only when something is sent. */
    boolean isOpen();
}

package dev.tutti.wire.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * The bytes of one connection, whatever carries them. One thread reads and one writes at the same time, neither waiting for the
 * other; {@link #cut} may be called by any.
 */
interface Link extends Closeable {
    /** Whose connection it is. */
    InetSocketAddress client();

    InputStream input() throws IOException;

    OutputStream output() throws IOException;

    /** From now on a read waits so long at most; 0 is for ever. */
    void readTimeout(int milliseconds) throws IOException;

    /**
     * Goes on with TLS.
     *
     * @param readAhead what has arrived already of the other side's first TLS message
     */
    Link encrypt(SSLContext tls, byte[] readAhead) throws IOException;

    /** Whether bytes go out as they are. */
    boolean isClear();

    /** Sends all of the buffer. */
    void write(ByteBuffer bytes) throws IOException;

    boolean isOpen();

    /**
     * Cuts it after this time, whatever it does. Not a timeout for each read: a client that sends a byte now and then would
     * never meet that.
     *
     * @return lifts the limit
     */
    Runnable cutAfter(Duration limit);

    /** Closes it at once, without a goodbye: ends whatever read or write waits on it. */
    void cut();
}

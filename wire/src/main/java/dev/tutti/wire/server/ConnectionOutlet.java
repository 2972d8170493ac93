package dev.tutti.wire.server;

import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PacketOutput;
import dev.tutti.wire.packet.PayloadReader;
import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;

/**
 * The way out for one dump. While somebody listens, a thread of its own reads what the client sends; the first packet behind the
 * end of the stream is the client's next command, which that thread leaves where it was read for the connection's thread.
 */
final class ConnectionOutlet implements Outlet {
    private static final System.Logger LOG = System.getLogger(ConnectionOutlet.class.getName());

    private final Session session;
    private final Link link;
    private final PacketInput in;
    private final PacketOutput out;
    private final Replies replies;
    private volatile boolean ended;
    private volatile boolean left;
    private volatile boolean commandRead;
    private @Nullable Thread reader;

    ConnectionOutlet(Session session, Link link, PacketInput in, PacketOutput out, Replies replies) {
        this.session = session;
        this.link = link;
        this.in = in;
        this.out = out;
        this.replies = replies;
    }

    @Override
    public int sequence() {
        return out.sequence();
    }

    @Override
    public void write(ByteBuffer framed, int packets) throws IOException {
        requireOpen();
        link.write(framed);
        out.startSequence(out.sequence() + packets);
    }

    @Override
    public void restartSequence(int next) {
        out.startSequence(next);
    }

    @Override
    public void eof() throws IOException {
        requireOpen();
        ended = true;
        replies.eof();
        out.flush();
    }

    @Override
    public void error(int code, String sqlState, String message) throws IOException {
        requireOpen();
        ended = true;
        replies.error(code, sqlState, message);
        out.flush();
    }

    private void requireOpen() throws SocketException {
        if (ended) {
            throw new IllegalStateException("the stream of " + session + " has ended");
        }
        if (!isOpen()) {
            throw new SocketException("the client has left");
        }
    }

    @Override
    public boolean isOpen() {
        return !left && link.isOpen();
    }

    @Override
    public void listen(AckListener acks) {
        if (reader != null) {
            throw new IllegalStateException("somebody listens to " + session + " already");
        }
        reader = Thread.ofVirtual().name("wire-acks-" + session.id()).start(() -> read(acks));
    }

    private void read(AckListener acks) {
        boolean behind = false;
        try {
            while (!behind) {
                behind = !takeDuringDump(acks);
            }
            commandRead = true;
        } catch (EOFException | SocketException | java.nio.channels.ClosedChannelException e) {
            LOG.log(System.Logger.Level.DEBUG, "The " + session + " ended during its dump", e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "Closed the {0} during its dump: {1}", session, e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Taking acknowledgements of the " + session + " failed", e);
        } finally {
            if (!behind) {
                left = true;
                // Ends a write that waits for this client, which would otherwise last until TCP gives up.
                link.cut();
                acks.clientLeft();
            }
        }
    }

    /** Takes one packet; false if it is a command for after the stream. */
    private boolean takeDuringDump(AckListener acks) throws IOException {
        in.expectSequence(0);
        in.next();
        if (in.first() == Commands.ACKNOWLEDGEMENT) {
            PayloadReader reader = in.reader();
            reader.skip(1, "mark");
            Commands.acknowledge(reader, acks);
            return true;
        }
        if (ended) {
            return false;
        }
        if (in.first() == Commands.QUIT) {
            throw new EOFException("it said goodbye");
        }
        throw new MalformedPacketException("packet type " + in.first() + " arrived while a dump runs");
    }

    /**
     * What is to be done when the handler has returned.
     *
     * @return true if the connection takes commands, which may wait in the input already ({@link #commandRead})
     */
    boolean finish() throws InterruptedException {
        if (!ended) {
            link.cut();
        }
        Thread reading = reader;
        if (reading != null) {
            reading.join();
        }
        return ended && isOpen();
    }

    /** Whether the next command has been read already. After {@link #finish} only. */
    boolean commandRead() {
        return commandRead;
    }
}

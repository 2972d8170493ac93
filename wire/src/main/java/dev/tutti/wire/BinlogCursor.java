package dev.tutti.wire;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Version;
import dev.tutti.wire.binlog.EventStream;
import dev.tutti.wire.packet.ErrPacket;
import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PayloadWriter;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Streams a server's binary log from given coordinates up to where it ended when the server got there, over file boundaries.
 * Events that stand in no file (artificial ones, heartbeats) are not given out, so that each event starts
 * where the one before it in its file ended. The account needs REPLICATION SLAVE.
 *
 * <p>Blocking, used by one thread at a time; {@link #close} may be called by another one. Source: MySQL source documentation,
 * "COM_BINLOG_DUMP"; {@code sql/rpl_binlog_sender.cc} (MySQL), {@code sql/sql_repl.cc} (MariaDB).
 */
public final class BinlogCursor implements EventCursor {
    private static final int COM_BINLOG_DUMP = 0x12;
    private static final int NON_BLOCK = 1;
    private static final int SEND_ANNOTATIONS = 2;
    private static final int EVENT = 0x00;
    private static final int EOF = 0xfe;
    /** Events are small and many: one read of the socket should bring thousands. */
    private static final int BUFFER = 512 * 1024;

    private final WireConnection connection;
    private final PacketInput in;
    private final EventStream stream;
    private boolean ended;

    private BinlogCursor(WireConnection connection, EventStream stream) {
        this.connection = connection;
        this.in = connection.input();
        this.stream = stream;
    }

    /**
     * Connects and asks for the log.
     *
     * @param from an event's start, or the end of the log
     * @throws LogUnavailableException if the server cannot be reached or logged in to. Whether it has the log at all shows at the
     *     first {@link #next}
     */
    public static BinlogCursor open(
            Address address, Credentials credentials, WireOptions options, Coordinates from, DumpOptions dump)
            throws LogUnavailableException {
        if (from.position() > 0xffff_ffffL) {
            throw new LogUnavailableException("Cannot ask " + address + " for its log from " + from
                    + ": the protocol has 32 bits for a position; start at an earlier file.");
        }
        WireConnection connection = null;
        try {
            connection = WireConnection.connect(address, credentials, options);
            prepare(connection, dump);
            connection.input().readAhead(BUFFER);
            connection.send(new PayloadWriter()
                    .u8(COM_BINLOG_DUMP)
                    .u32(from.position())
                    .u16(flags(connection.version()))
                    .u32(dump.serverId())
                    .text(from.file()));
            return new BinlogCursor(connection, new EventStream(from, dump.verifyChecksums()));
        } catch (IOException e) {
            if (connection != null) {
                connection.abort();
            }
            throw new LogUnavailableException(
                    "Cannot read the binary log of " + address + " from " + from + ": " + Failures.reason(e), e);
        }
    }

    /**
     * MariaDB from 11.4 on does not write the positions of events inside a transaction: they must be counted, and so
     * nothing in the log may be left out. (Bit 2 means something else to MySQL.)
     */
    private static int flags(Version version) {
        return version.family() == Version.Family.MARIADB ? NON_BLOCK | SEND_ANNOTATIONS : NON_BLOCK;
    }

    /** Says what a replica of the server's own kind would say, so that it sends everything as it stands in its log. */
    private static void prepare(WireConnection connection, DumpOptions dump) throws WireException {
        Version version = connection.version();
        boolean mariadb = version.family() == Version.Family.MARIADB;
        boolean sourceNames = !mariadb && version.isAtLeast(8, 0, 26);
        boolean ignoresNonBlock = !mariadb && version.isAtLeast(5, 6, 0) && !version.isAtLeast(5, 6, 20);
        if (dump.serverId() != 0 && ignoresNonBlock) {
            throw new WireException(
                    connection.address(),
                    connection.address() + " is " + version + ", which never ends a dump for server id " + dump.serverId()
                            + " (MySQL bug 71178); ask with server id 0.",
                    null);
        }
        try {
            connection.query("SET @master_binlog_checksum = @@global.binlog_checksum"
                    + (sourceNames ? ", @source_binlog_checksum = @@global.binlog_checksum" : ""));
        } catch (ServerErrorException e) {
            if (e.code() != 1193) {
                throw e;
            }
            // The server is from before checksums.
        }
        if (mariadb) {
            connection.query("SET @mariadb_slave_capability = 4");
        }
    }

    @Override
    public @Nullable LogEvent next() throws LogUnavailableException {
        try {
            while (!ended) {
                in.next();
                int length = in.length();
                int first = in.first();
                if (first == EVENT) {
                    LogEvent event = stream.take(in.payload(), in.offset() + 1, length - 1);
                    if (event != null) {
                        return event;
                    }
                } else if (first == EOF && length < 9) {
                    ended = true;
                    close();
                } else if (first == ErrPacket.MARK) {
                    throw refused(ErrPacket.decode(in.reader()));
                } else {
                    throw new MalformedPacketException("a packet of type " + first + " arrived instead of an event");
                }
            }
            return null;
        } catch (IOException e) {
            connection.abort();
            throw unavailable(e);
        }
    }

    private LogUnavailableException refused(ErrPacket err) {
        close();
        return new LogUnavailableException(connection.address() + " cannot send its binary log from " + stream.position() + " on: "
                + err.message() + " (error " + err.code() + ").");
    }

    private LogUnavailableException unavailable(IOException e) {
        return new LogUnavailableException(
                "The binary log of " + connection.address() + " could not be read beyond " + stream.position() + ": "
                        + Failures.reason(connection.failed("COM_BINLOG_DUMP", e)),
                e);
    }

    /** Where this cursor stands: behind the last event it gave out, or where the next file begins. */
    public Coordinates position() {
        return stream.position();
    }

    public Address address() {
        return connection.address();
    }

    @Override
    public void close() {
        connection.abort();
    }
}

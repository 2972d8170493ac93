package dev.tutti.wire;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Version;
import dev.tutti.wire.packet.ErrPacket;
import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PacketInput;
import dev.tutti.wire.packet.PayloadWriter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A server's binary log as a replica gets it: without end, with heartbeats, with acknowledgements where both sides are
 * semi-synchronous. Events are handed on as they were sent, in the connection's own buffer.
 *
 * <p>Blocking. One thread calls {@link #next} and what looks at its result; another one may {@link #acknowledge}; any may
 * {@link #close}. Source: what replicas of each family were seen to send; MySQL source documentation, "COM_BINLOG_DUMP";
 * {@code plugin/semisync} of both families.
 */
public final class ReplicationStream implements AutoCloseable {
    private static final int COM_REGISTER_SLAVE = 0x15;
    private static final int COM_BINLOG_DUMP = 0x12;
    private static final int SEND_ANNOTATIONS = 2;
    private static final int EVENT = 0x00;
    private static final int SEMI_SYNC = 0xef;
    private static final int ACKNOWLEDGE = 0x01;
    private static final int EOF = 0xfe;
    private static final int UNKNOWN_VARIABLE = 1193;
    /** Events are small and many: one read of the socket should bring thousands. */
    private static final int BUFFER = 512 * 1024;

    private final WireConnection connection;
    private final PacketInput in;
    private final boolean semiSync;
    private final Object acknowledging = new Object();
    private int offset;
    private int length;
    private boolean wantsAcknowledgement;

    private ReplicationStream(WireConnection connection, boolean semiSync) {
        this.connection = connection;
        this.in = connection.input();
        this.semiSync = semiSync;
    }

    /**
     * Registers as a replica on a connection that is logged in, and asks for the log.
     *
     * @param from an event's start, or the end of the log; must be below 4 GiB, the protocol has 32 bits
     * @throws ServerErrorException if the server refuses to register
     * @throws WireException if the connection is lost; it is closed then
     */
    public static ReplicationStream open(WireConnection connection, ReplicaIdentity replica, Coordinates from)
            throws WireException {
        if (from.position() > 0xffff_ffffL) {
            throw new WireException(
                    connection.address(),
                    connection.address() + " cannot be asked for " + from + ": the protocol has 32 bits for a position.",
                    null);
        }
        boolean semiSync = introduce(connection, replica);
        try {
            connection.input().readAhead(BUFFER);
            connection.send(new PayloadWriter()
                    .u8(COM_BINLOG_DUMP)
                    .u32(from.position())
                    .u16(connection.version().family() == Version.Family.MARIADB ? SEND_ANNOTATIONS : 0)
                    .u32(replica.serverId())
                    .text(from.file()));
        } catch (IOException e) {
            throw connection.failed("COM_BINLOG_DUMP", e);
        }
        return new ReplicationStream(connection, semiSync);
    }

    /** Says what a replica of the server's own kind says; whether semi-synchronous replication was agreed on. */
    private static boolean introduce(WireConnection connection, ReplicaIdentity replica) throws WireException {
        Version version = connection.version();
        boolean mariadb = version.family() == Version.Family.MARIADB;
        boolean sourceNames = !mariadb && version.isAtLeast(8, 0, 26);
        long nanos = replica.heartbeat().toNanos();
        connection.query("SET @master_heartbeat_period = " + nanos
                + (sourceNames ? ", @source_heartbeat_period = " + nanos : ""));
        tolerating("SET @master_binlog_checksum = @@global.binlog_checksum"
                + (sourceNames ? ", @source_binlog_checksum = @@global.binlog_checksum" : ""), connection);
        if (mariadb) {
            connection.query("SET @mariadb_slave_capability = 4");
        } else {
            connection.query("SET @slave_uuid = '" + replica.uuid() + "'"
                    + (sourceNames ? ", @replica_uuid = '" + replica.uuid() + "'" : ""));
        }
        register(connection, replica);
        if (!replica.semiSync() || !offersSemiSync(connection)) {
            return false;
        }
        connection.query(sourceNames
                ? "SET @rpl_semi_sync_slave = 1, @rpl_semi_sync_replica = 1"
                : "SET @rpl_semi_sync_slave = 1");
        return true;
    }

    private static void tolerating(String sql, WireConnection connection) throws WireException {
        try {
            connection.query(sql);
        } catch (ServerErrorException e) {
            // A server from before checksums does not know the variable.
            if (e.code() != UNKNOWN_VARIABLE) {
                throw e;
            }
        }
    }

    private static void register(WireConnection connection, ReplicaIdentity replica) throws WireException {
        PayloadWriter payload = new PayloadWriter().u8(COM_REGISTER_SLAVE).u32(replica.serverId());
        byte[] host = replica.host().getBytes(StandardCharsets.UTF_8);
        payload.u8(host.length).bytes(host).u8(0).u8(0).u16(replica.port()).u32(0).u32(0);
        try {
            connection.send(payload);
            PacketInput in = connection.input();
            in.next();
            if (in.first() == ErrPacket.MARK) {
                throw new ServerErrorException(
                        connection.address(), "COM_REGISTER_SLAVE", ErrPacket.decode(in.reader()), "");
            }
        } catch (ServerErrorException refused) {
            throw refused;
        } catch (IOException e) {
            throw connection.failed("COM_REGISTER_SLAVE", e);
        }
    }

    private static boolean offersSemiSync(WireConnection connection) throws WireException {
        Rows rows = connection.query("SHOW GLOBAL VARIABLES WHERE Variable_name IN"
                + " ('rpl_semi_sync_master_enabled', 'rpl_semi_sync_source_enabled')");
        return rows.rows().stream().anyMatch(row -> "ON".equalsIgnoreCase(row.get(1)));
    }

    /**
     * Waits for the next event, artificial ones and heartbeats included; it lies in {@link #bytes} from {@link #offset} on and
     * is valid until the next call.
     *
     * @throws ServerErrorException if the server ends the stream with an error, such as 1236
     * @throws WireException if the connection is lost, ends, or stays silent for longer than its read timeout
     */
    public void next() throws WireException {
        try {
            in.next();
            int first = in.first();
            if (first == ErrPacket.MARK) {
                throw new ServerErrorException(connection.address(), "COM_BINLOG_DUMP", ErrPacket.decode(in.reader()), "");
            }
            if (first == EOF && in.length() < 9) {
                throw new MalformedPacketException("it ended a log that was asked for without end");
            }
            if (first != EVENT) {
                throw new MalformedPacketException("a packet of type " + first + " arrived instead of an event");
            }
            byte[] payload = in.payload();
            int at = in.offset() + 1;
            int rest = in.length() - 1;
            wantsAcknowledgement = false;
            if (semiSync && rest >= 2 && (payload[at] & 0xff) == SEMI_SYNC) {
                wantsAcknowledgement = payload[at + 1] == ACKNOWLEDGE;
                if (wantsAcknowledgement) {
                    // Servers of both families count their packets anew behind such an event, and other programs do not:
                    // flush_net in sql/semisync_master.cc, readSlaveReply in plugin/semisync/semisync_source.cc.
                    in.allowRestart();
                }
                at += 2;
                rest -= 2;
            }
            offset = at;
            length = rest;
        } catch (ServerErrorException refused) {
            connection.abort();
            throw refused;
        } catch (IOException e) {
            throw connection.failed("COM_BINLOG_DUMP", e);
        }
    }

    /** Whether another event has arrived as a whole, so that {@link #next} would not wait. */
    public boolean holdsAnother() {
        return in.holdsPacket();
    }

    public byte[] bytes() {
        return in.payload();
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }

    /** Whether the server holds a commit back until this event is acknowledged. */
    public boolean wantsAcknowledgement() {
        return wantsAcknowledgement;
    }

    /** Whether semi-synchronous replication was agreed on. */
    public boolean semiSync() {
        return semiSync;
    }

    /**
     * Tells the server that everything up to here is safe.
     *
     * @throws WireException if the connection is lost
     */
    public void acknowledge(Coordinates upTo) throws WireException {
        synchronized (acknowledging) {
            try {
                connection.sendAside(new PayloadWriter(64).u8(SEMI_SYNC).i64(upTo.position()).text(upTo.file()));
            } catch (IOException e) {
                throw connection.failed("the acknowledgement of " + upTo, e);
            }
        }
    }

    public Address address() {
        return connection.address();
    }

    public Version version() {
        return connection.version();
    }

    /** Ends the stream; a thread that waits in {@link #next} gets an exception. */
    @Override
    public void close() {
        connection.abort();
    }
}

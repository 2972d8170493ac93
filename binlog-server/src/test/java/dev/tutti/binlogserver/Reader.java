package dev.tutti.binlogserver;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Accounts;
import dev.tutti.wire.ReplicaIdentity;
import dev.tutti.wire.ReplicationStream;
import dev.tutti.wire.ServerErrorException;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.packet.LittleEndian;

import java.io.ByteArrayOutputStream;
import java.time.Duration;

/** Reads a log over the network, as a replica does. Stateless. */
final class Reader {
    private Reader() {}

    static ReplicaIdentity replica(long serverId) {
        return new ReplicaIdentity(serverId, "00000000-0000-0000-0000-0000000" + (10_000 + serverId), "127.0.0.1", 0,
                Duration.ofMillis(200), false);
    }

    static ReplicationStream open(Address server, ReplicaIdentity replica, Coordinates from, String... before)
            throws WireException {
        WireConnection connection = WireConnection.connect(server, Accounts.REPLICATION, WireOptions.defaults());
        for (String sql : before) {
            connection.query(sql);
        }
        return ReplicationStream.open(connection, replica, from);
    }

    /** The error that a dump from there ends with, before anything has come. */
    static ServerErrorException refusal(Address server, Coordinates from, String... before) throws WireException {
        try (ReplicationStream stream = open(server, replica(77), from, before)) {
            while (true) {
                stream.next();
                if (isStored(stream)) {
                    throw new AssertionError(server + " serves " + from);
                }
            }
        } catch (ServerErrorException e) {
            return e;
        }
    }

    /** The same of a file that stands in the archive: how it is to be read may come before, and signs of life. */
    static ServerErrorException refusalByArchive(Address server, Coordinates from) throws WireException {
        try (ReplicationStream stream = open(server, replica(77), from)) {
            while (true) {
                stream.next();
                int type = stream.bytes()[stream.offset() + EventHeader.TYPE_AT] & 0xff;
                if (type != EventType.ROTATE && type != EventType.FORMAT_DESCRIPTION && type != EventType.HEARTBEAT) {
                    throw new AssertionError(server + " serves an event of type " + type + " of " + from);
                }
            }
        } catch (ServerErrorException e) {
            return e;
        }
    }

    /** Whether the event stands in a file; the first Rotate and heartbeats do not. */
    static boolean isStored(ReplicationStream stream) {
        int flags = LittleEndian.u16(stream.bytes(), stream.offset() + EventHeader.FLAGS_AT);
        return LittleEndian.u32(stream.bytes(), stream.offset() + EventHeader.END_AT) != 0
                && (flags & EventHeader.ARTIFICIAL) == 0
                && (stream.bytes()[stream.offset() + EventHeader.TYPE_AT] & 0xff) != 27;
    }

    /** All events from the start of a file up to a position in it, as they stand in it: without its first four bytes. */
    static byte[] file(Address server, String file, long end) throws WireException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ReplicationStream stream = open(server, replica(78), new Coordinates(file, Coordinates.FIRST_POSITION))) {
            stream.next();
            while (out.size() + Coordinates.FIRST_POSITION < end) {
                stream.next();
                // Where a file comes from the archive, signs of life come before it.
                if ((stream.bytes()[stream.offset() + EventHeader.TYPE_AT] & 0xff) != EventType.HEARTBEAT) {
                    out.write(stream.bytes(), stream.offset(), stream.length());
                }
            }
        }
        return out.toByteArray();
    }
}

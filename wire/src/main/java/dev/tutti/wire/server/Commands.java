package dev.tutti.wire.server;

import dev.tutti.wire.packet.MalformedPacketException;
import dev.tutti.wire.packet.PayloadReader;
import org.jspecify.annotations.Nullable;

/** What clients ask, taken apart. Source: {@code include/my_command.h} and "Client/Server Protocol, Replication". Stateless. */
final class Commands {
    static final int QUIT = 0x01;
    static final int INIT_DB = 0x02;
    static final int QUERY = 0x03;
    static final int STATISTICS = 0x09;
    static final int PROCESS_KILL = 0x0c;
    static final int PING = 0x0e;
    static final int BINLOG_DUMP = 0x12;
    static final int REGISTER_SLAVE = 0x15;
    static final int SET_OPTION = 0x1b;
    static final int BINLOG_DUMP_GTID = 0x1e;
    static final int RESET_CONNECTION = 0x1f;
    /** Not a command: what a semi-synchronous replica sends while its dump runs. */
    static final int ACKNOWLEDGEMENT = 0xef;

    private Commands() {}

    /** The name that a list of processes shows; null for a command that is not served here. */
    static @Nullable String name(int command) {
        return switch (command) {
            case QUIT -> "Quit";
            case INIT_DB -> "Init DB";
            case QUERY -> "Query";
            case STATISTICS -> "Statistics";
            case PROCESS_KILL -> "Kill";
            case PING -> "Ping";
            case BINLOG_DUMP -> "Binlog Dump";
            case REGISTER_SLAVE -> "Register Slave";
            case SET_OPTION -> "Set option";
            case BINLOG_DUMP_GTID -> "Binlog Dump GTID";
            case RESET_CONNECTION -> "Reset Connection";
            default -> null;
        };
    }

    /** {@code server_id4 host user password port2 rank4 source_id4}, texts behind one byte of length. */
    static Registration registration(PayloadReader reader) throws MalformedPacketException {
        long serverId = reader.u32("server id");
        String host = reader.text(reader.u8("host"), "host");
        String user = reader.text(reader.u8("user"), "user");
        reader.skip(reader.u8("password"), "password");
        int port = reader.u16("port");
        return new Registration(serverId, host, user, port, reader.u32("rank"), reader.u32("source id"));
    }

    /** {@code position4 flags2 server_id4 file}. */
    static DumpRequest dump(PayloadReader reader) throws MalformedPacketException {
        long position = reader.u32("position");
        int flags = reader.u16("flags");
        long serverId = reader.u32("server id");
        return new DumpRequest(reader.restAsText(), position, flags, serverId, null);
    }

    /** {@code flags2 server_id4 length4 file position8 length4 gtids}. */
    static DumpRequest dumpGtid(PayloadReader reader) throws MalformedPacketException {
        int flags = reader.u16("flags");
        long serverId = reader.u32("server id");
        String file = reader.text(reader.u32("file"), "file");
        long position = reader.i64("position");
        if (position < 0) {
            throw new MalformedPacketException("a dump is asked for from position " + Long.toUnsignedString(position));
        }
        byte[] gtids = reader.bytes(reader.u32("GTID set"), "GTID set");
        return new DumpRequest(file, position, flags, serverId, gtids);
    }

    /** Behind its mark: {@code position8 file}. */
    static void acknowledge(PayloadReader reader, AckListener acks) throws MalformedPacketException {
        long position = reader.i64("position");
        if (position < 0) {
            throw new MalformedPacketException("position " + Long.toUnsignedString(position) + " was acknowledged");
        }
        acks.acknowledged(reader.restAsText(), position);
    }
}

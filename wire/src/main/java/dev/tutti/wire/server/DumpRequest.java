package dev.tutti.wire.server;

import org.jspecify.annotations.Nullable;

/**
 * What a replica asks for with COM_BINLOG_DUMP or COM_BINLOG_DUMP_GTID.
 *
 * @param file the log file, empty for the first one
 * @param position where in it to start, 4 for its beginning
 * @param flags as sent; bit 0: end instead of waiting for more. The others mean different things to MySQL and MariaDB
 * @param serverId the replica's {@code server_id}
 * @param gtidSet what the replica has already, encoded as it came: {@code n8 {uuid16 n8 {start8 end8}}}, unchecked; null if
 *     it was asked by file and position
 */
@SuppressWarnings("ArrayRecordComponent") // a message, compared by nobody
public record DumpRequest(String file, long position, int flags, long serverId, byte @Nullable [] gtidSet) {}

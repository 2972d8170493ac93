/**
 * MySQL and MariaDB on the wire: packets, handshake, authentication, replication commands, binary log events.
 *
 * <p>{@link dev.tutti.wire.WireConnection} asks questions, {@link dev.tutti.wire.BinlogCursor} streams a server's log, {@link
 * dev.tutti.wire.BinlogFileCursor} reads a log file; {@code server} answers. The packages {@code packet}, {@code handshake} and {@code
 * binlog} are shared by both sides and are no business of other rooms.
 *
 * <p>Everything blocks and is meant for virtual threads; every wait has a deadline from {@link dev.tutti.wire.WireOptions}.
 */
@NullMarked
package dev.tutti.wire;

import org.jspecify.annotations.NullMarked;

package dev.tutti.wire.server;

import java.io.IOException;

/**
 * What a server does beyond the protocol itself. Called by many connections' threads at once, by one at a time for each
 * session.
 */
@FunctionalInterface
public interface ServerHandler extends QueryHandler {
    /** A replica introduces itself. */
    default Reply register(Session session, Registration replica) {
        return Reply.ok();
    }

    /**
     * Serves COM_BINLOG_DUMP and COM_BINLOG_DUMP_GTID on this connection's thread until the stream ends. When it has ended
     * the stream with {@link Outlet#eof} or {@link Outlet#error}, the connection takes commands again; when it returns or
     * throws without either, the connection is closed.
     */
    default void dump(Session session, DumpRequest request, Outlet outlet) throws IOException {
        outlet.error(1047, "08S01", "Unknown command");
    }

    /** Whether one session may end another: by default those of the same user. */
    default boolean mayKill(Session session, Session other) {
        return session.user().equals(other.user());
    }

    /** The connection of a session has ended, whatever the way; the last call for it. */
    default void left(Session session) {}
}

package dev.tutti.wire.server;

/** Answers statements. Called by many connections' threads at once, by one at a time for each session. */
@FunctionalInterface
public interface QueryHandler {
    /**
     * Answers one statement. May block: the thread is the connection's own, and virtual. An exception becomes error 1105.
     *
     * @param sql as the client sent it, without a trailing NUL
     */
    Reply answer(Session session, String sql);
}

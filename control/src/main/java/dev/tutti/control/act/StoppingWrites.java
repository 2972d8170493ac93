package dev.tutti.control.act;

import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.observe.Looker;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.dialect.Row;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Step;

import java.time.Duration;
import java.util.List;

/**
 * Lets ordinary clients end what they have begun, and then keeps a living primary from writing. Stateless but for its deadlines.
 *
 * <p>Order of transitions: connections are ended before the server is told to be read-only, since that waits for whoever holds a
 * lock and keeps everybody else waiting meanwhile; it gives up soon, and the next attempt ends who has come since. Once it holds,
 * they are ended once more: an open transaction could not be committed any more, and its client is to learn that now.
 */
final class StoppingWrites {
    /** One attempt keeps all clients waiting: short, and there are several. */
    private static final Duration ATTEMPT = Duration.ofSeconds(1);

    /** ER_LOCK_WAIT_TIMEOUT. */
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    /** ER_NO_SUCH_THREAD: it has gone by itself. */
    private static final int NO_SUCH_THREAD = 1094;

    private final Sessions sessions;
    private final Duration connect;
    private final Duration deadline;

    StoppingWrites(Sessions sessions, Duration connect, Duration deadline) {
        this.sessions = sessions;
        this.connect = connect;
        this.deadline = deadline;
    }

    /** Never fails for clients that go on: whoever is left then is told. */
    static StepResult awaitClients(Session session, Step.AwaitClients step) throws SessionException, InterruptedException {
        long began = System.nanoTime();
        Waiting waiting = Waiting.atMost(step.deadline());
        while (true) {
            List<Row> clients = session.query(session.dialect().showClients());
            long busy = clients.stream().filter(StoppingWrites::isBusy).count();
            if (busy == 0) {
                return new Done("none of " + connections(clients.size()) + " was in a transaction after "
                        + Sentences.of(Duration.ofNanos(System.nanoTime() - began)));
            }
            if (!waiting.more()) {
                return new Done(
                        "waited " + Sentences.of(step.deadline()),
                        busy + " of " + connections(clients.size()) + (busy == 1 ? " was" : " were") + " still in a transaction or statement");
            }
        }
    }

    private static boolean isBusy(Row client) {
        return client.isYes("busy");
    }

    private static String connections(int number) {
        return number + (number == 1 ? " connection" : " connections");
    }

    StepResult perform(Session session, Step.StopWrites step) throws SessionException, InterruptedException {
        if (Looker.once(session).replication() != null) {
            return new Failed(step.server(), "it replicates from somebody");
        }
        session.execute(session.dialect().waitForLocksAtMost(ATTEMPT));
        Waiting waiting = Waiting.atMost(step.deadline());
        int ended = 0;
        while (true) {
            ended += endAll(session);
            if (stopped(session)) {
                break;
            }
            if (!waiting.more()) {
                return new Failed(
                        step.server(),
                        "it did not become read-only within " + Sentences.of(step.deadline())
                                + ": something holds a lock whose connection cannot be ended");
            }
        }
        try (Session another = sessions.open(step.server(), connect, deadline)) {
            ended += endAll(another);
            ServerStatus seen = Looker.once(another);
            return seen.readOnly()
                    ? new Done("accepts no writes; ended " + connections(ended) + "; its log ends at " + seen.written())
                    : new Failed(step.server(), "it was told to accept no writes, but could not be verified");
        }
    }

    private static boolean stopped(Session session) throws SessionException {
        try {
            session.execute(session.dialect().stopWrites());
            return true;
        } catch (SessionException e) {
            if (e.errorNumber() == LOCK_WAIT_TIMEOUT) {
                return false;
            }
            throw e;
        }
    }

    private static int endAll(Session session) throws SessionException {
        int ended = 0;
        for (Row client : session.query(session.dialect().showClients())) {
            try {
                session.execute(session.dialect().endConnection(client.number("id").orElseThrow()));
                ended++;
            } catch (SessionException e) {
                if (e.errorNumber() != NO_SUCH_THREAD) {
                    throw e;
                }
            }
        }
        return ended;
    }
}

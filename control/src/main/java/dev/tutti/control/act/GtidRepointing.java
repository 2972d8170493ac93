package dev.tutti.control.act;

import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.core.dialect.GtidAnswer;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * Makes a stopped replica that goes by GTID follow another server, by GTID. Stateless.
 *
 * <p>Done only when the new source has everything that the replica has: a replica with transactions of its own would go on
 * replicating with data that nobody else has, and not say so.
 */
final class GtidRepointing {
    /** What is in the way goes to {@code tried}. */
    Optional<Done> tryBelow(
            Session session,
            ServerStatus stopped,
            Session onTarget,
            ServerStatus target,
            Replication old,
            List<String> tried)
            throws SessionException, InterruptedException {
        Address below = target.address();
        String problem = objection(compareWaiting(session, stopped, onTarget, target), session.server(), below);
        if (problem == null) {
            problem = Repointing.change(session, below, null);
        }
        if (problem == null) {
            return Optional.of(new Done("replicates from " + below + " by GTID, as before; " + below
                    + " has all that it has (before: " + old.source() + ")"));
        }
        tried.add("below " + below + ": " + problem);
        return Optional.empty();
    }

    /** Why a server cannot go on by GTID below another; empty when it can. */
    static Optional<String> objection(Session session, ServerStatus server, Session onTarget, ServerStatus target)
            throws SessionException, InterruptedException {
        return Optional.ofNullable(
                objection(compareWaiting(session, server, onTarget, target), session.server(), target.address()));
    }

    /** A target that lags behind the replica will have in a moment what it lacks now. */
    private static GtidAnswer compareWaiting(
            Session session, ServerStatus stopped, Session onTarget, ServerStatus target)
            throws SessionException, InterruptedException {
        Waiting waiting = Waiting.atMost(Repointing.TARGET_CATCHES_UP);
        boolean targetGrows = target.replicating().filter(Replication::healthy).isPresent();
        String has = session.queryOne(session.dialect().showGtids()).flatMap(row -> row.text("has")).orElse("");
        while (true) {
            GtidAnswer answer = compare(has, stopped, onTarget);
            if (!(answer instanceof GtidAnswer.Ahead) || !targetGrows || !waiting.more()) {
                return answer;
            }
        }
    }

    private static GtidAnswer compare(String has, ServerStatus stopped, Session onTarget) throws SessionException {
        try {
            String uuid = stopped.uuid();
            return onTarget.queryOne(onTarget.dialect().compareGtids(has))
                    .map(row -> onTarget.dialect().readGtids(has, row, uuid == null ? "" : uuid, stopped.serverId()))
                    .orElseGet(() -> new GtidAnswer.Impossible("it says nothing of its GTIDs"));
        } catch (SessionException e) {
            if (e.errorNumber() == 0) {
                throw e;
            }
            // A release that does not know the form of the other's GTIDs says so with an error.
            return new GtidAnswer.Impossible(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String objection(GtidAnswer answer, Address replica, Address below) {
        return switch (answer) {
            case GtidAnswer.Covered covered -> null;
            case GtidAnswer.Ahead ahead -> replica + " is ahead: it has transactions that " + below + " lacks: " + ahead.gtids();
            case GtidAnswer.Errant errant -> replica + " has transactions of its own that " + below + " never had: "
                    + errant.gtids();
            case GtidAnswer.Impossible impossible -> "it cannot go on by GTID there: " + impossible.why();
        };
    }
}

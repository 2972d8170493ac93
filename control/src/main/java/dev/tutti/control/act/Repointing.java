package dev.tutti.control.act;

import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.observe.Looker;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.dialect.ChangeSource;
import dev.tutti.core.dialect.Row;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.match.MatchResult;
import dev.tutti.core.match.MatchResult.Matched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Place;
import dev.tutti.core.plan.Step;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a replica follow another server.
 *
 * <p>Order of transitions: what was received from a dead source is applied before anything is stopped; the replica is
 * stopped before its place is looked for, so that the place stays right; the old source and coordinates are kept until the
 * new ones are verified, and put back if they cannot be. A replica that goes by GTID goes on so, whatever the plan says of
 * places: what it asks its source by is never changed silently.
 */
final class Repointing {
    /** How long a new source that lags behind the replica is waited for. */
    static final Duration TARGET_CATCHES_UP = Duration.ofSeconds(10);

    private static final Duration VERIFY = Duration.ofSeconds(10);

    private final Sessions sessions;
    private final Equivalents equivalents;
    private final GtidRepointing byGtid = new GtidRepointing();
    private final Duration connect;
    private final Duration deadline;

    Repointing(Sessions sessions, Equivalents equivalents, Duration connect, Duration deadline) {
        this.sessions = sessions;
        this.equivalents = equivalents;
        this.connect = connect;
        this.deadline = deadline;
    }

    StepResult perform(Session session, Step.Repoint step) throws SessionException, InterruptedException {
        ServerStatus before = Looker.once(session);
        Replication replication = before.replication();
        if (replication == null) {
            return new Failed(step.server(), step.server() + " replicates from nobody");
        }
        boolean fetchesAgain = step.place() instanceof Place.SameLog;
        if (!fetchesAgain && replication.receiver() != Receiver.CONNECTED && !replication.drained()) {
            return new Failed(
                    step.server(),
                    "it has not applied all that it received from " + replication.source() + " ("
                            + replication.applied() + " of " + replication.received() + ")");
        }
        if (step.below().contains(replication.source()) && replication.healthy()) {
            return new Done("it replicates from " + replication.source() + " already");
        }
        session.execute(session.dialect().stopReplication());
        // Where it stands now: until it was stopped it went on applying, so what was seen before is no place to go back to.
        Replication stopped = Looker.once(session).replicating().orElse(replication);
        List<String> tried = new ArrayList<>();
        for (Address below : step.below()) {
            Optional<Done> done = tryBelow(session, below, step.place(), stopped, tried);
            if (done.isPresent()) {
                return done.get();
            }
        }
        String back = goBack(session, replication, stopped);
        return new Failed(step.server(), String.join("; ", tried) + back);
    }

    /** One candidate; what is in the way goes to {@code tried}. */
    private Optional<Done> tryBelow(
            Session session, Address below, Place place, Replication old, List<String> tried)
            throws SessionException, InterruptedException {
        try (Session onTarget = sessions.open(below, connect, deadline)) {
            ServerStatus target = Looker.once(onTarget);
            ServerStatus stopped = Looker.once(session);
            Optional<String> objection = stopped.objectionToReplicateFrom(target);
            if (objection.isPresent()) {
                tried.add(objection.get());
                return Optional.empty();
            }
            if (old.gtid()) {
                return byGtid.tryBelow(session, stopped, onTarget, target, old, tried);
            }
            Replication standing = stopped.replicating().orElse(old);
            Optional<String> misplaced = misplaced(standing, target, onTarget, place);
            if (misplaced.isPresent()) {
                tried.add(misplaced.get());
                return Optional.empty();
            }
            MatchResult result = switch (place) {
                case Place.Identical identical -> known(identical.at());
                case Place.SameLog same -> known(standing.applied());
                case Place.Continuation goesOn -> known(goesOn.at());
                case Place.ByMatching matching -> findWaiting(stopped, session, target, onTarget);
                // It was changed since the plan was made, and goes by coordinates now.
                case Place.ByGtid gtid -> findWaiting(stopped, session, target, onTarget);
            };
            if (!(result instanceof Matched matched)) {
                tried.add("below " + below + ": " + Sentences.of(result, session.server(), below));
                return Optional.empty();
            }
            @Nullable String problem = stopped.storesOnly()
                    ? changeStore(session, below, place instanceof Place.Continuation ? matched.at() : null)
                    : change(session, below, matched.at());
            if (problem == null) {
                return Optional.of(new Done("replicates from " + below + " at " + matched.at() + ", "
                        + Sentences.of(matched, session.server(), below) + " (before: " + old.source() + " at "
                        + old.applied() + ")"));
            }
            tried.add("below " + below + ": " + problem);
            return Optional.empty();
        } catch (SessionException e) {
            if (e.server().equals(session.server())) {
                throw e;
            }
            tried.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Matched known(Coordinates at) {
        return new Matched(at, MatchResult.Comparison.IDENTICAL_COORDINATES, 0, null, false);
    }

    /** Why coordinates that need no search do not fit after all; a target that is about to have them is waited for. */
    private static Optional<String> misplaced(
            Replication standing, ServerStatus target, Session onTarget, Place place)
            throws SessionException, InterruptedException {
        Coordinates at = standing.applied();
        return switch (place) {
            case Place.Identical identical -> Optional.empty();
            case Place.ByMatching matching -> Optional.empty();
            case Place.ByGtid gtid -> Optional.empty();
            case Place.Continuation goesOn -> at.equals(goesOn.end())
                    ? Optional.empty()
                    : Optional.of("it stands at " + at + ", not at the end of the old log, " + goesOn.end());
            case Place.SameLog same -> doesNotHave(target, onTarget, at);
        };
    }

    private static Optional<String> doesNotHave(ServerStatus target, Session onTarget, Coordinates at)
            throws SessionException, InterruptedException {
        BinlogServer stores = target.binlogServer();
        if (stores != null && !stores.reachesBackTo(at)) {
            return Optional.of(target.address() + " stores nothing before " + stores.firstFile() + ", it stands at " + at);
        }
        Looker looker = new Looker(onTarget);
        Waiting waiting = Waiting.atMost(TARGET_CATCHES_UP);
        while (true) {
            ServerStatus now = looker.look();
            Coordinates written = now.written();
            if (written != null && !written.isBefore(at)) {
                return Optional.empty();
            }
            boolean grows = now.replicating().filter(Replication::healthy).isPresent();
            if (!grows || !waiting.more()) {
                return Optional.of(target.address() + " has the log up to " + written + ", it stands at " + at);
            }
        }
    }

    /** Null when verified, else what is wrong. It keeps its own end, unless it is told where a new primary's log begins. */
    private static @Nullable String changeStore(Session session, Address source, @Nullable Coordinates at)
            throws SessionException, InterruptedException {
        session.execute(session.dialect().changeSourceOfBinlogServer(source, at));
        session.execute(session.dialect().startReplication());
        return verified(session, source);
    }

    /** A target that lags behind the replica will have in a moment what it lacks now. */
    private MatchResult findWaiting(ServerStatus replica, Session onReplica, ServerStatus target, Session onTarget)
            throws SessionException, InterruptedException {
        Waiting waiting = Waiting.atMost(TARGET_CATCHES_UP);
        while (true) {
            MatchResult result = equivalents.find(replica, onReplica, target, onTarget);
            boolean mayCome = result instanceof MatchResult.ReplicaIsAhead
                    || result instanceof MatchResult.EntryNotOnTarget;
            boolean targetGrows = target.replicating().filter(Replication::healthy).isPresent();
            if (!mayCome || !targetGrows || !waiting.more()) {
                return result;
            }
        }
    }

    /** Null when verified, else what is wrong. */
    static @Nullable String change(Session session, Address source, @Nullable Coordinates at)
            throws SessionException, InterruptedException {
        session.execute(session.dialect().changeSource(new ChangeSource(source, at, before(session))));
        session.execute(session.dialect().startReplication());
        return verified(session, source);
    }

    static @Nullable String verified(Session session, Address source)
            throws SessionException, InterruptedException {
        Looker looker = new Looker(session);
        Waiting waiting = Waiting.atMost(VERIFY);
        while (true) {
            ServerStatus seen = looker.look();
            Replication now = seen.replication();
            if (now == null || !now.source().equals(source)) {
                return "the change of source did not take effect";
            }
            BinlogServer stores = seen.binlogServer();
            boolean works = stores == null || !stores.limitsKnown() || stores.state() == BinlogServer.State.RECEIVING;
            if (now.healthy() && works) {
                return null;
            }
            if (now.applierError() != 0) {
                return "its applier stopped with error " + now.applierError() + ": " + now.applierErrorText();
            }
            if (now.receiver() == Receiver.STOPPED && now.receiverError() != 0) {
                return "its receiver stopped with error " + now.receiverError() + ": " + now.receiverErrorText();
            }
            if (!waiting.more()) {
                return "its receiver does not connect (error " + now.receiverError() + ": " + now.receiverErrorText()
                        + ")";
            }
        }
    }

    /** The replica status before, with the heartbeat period, which a change of source would reset. */
    static Row before(Session session) throws SessionException {
        Map<String, @Nullable String> columns = new HashMap<>();
        session.queryOne(session.dialect().showReplicaStatus()).ifPresent(row -> columns.putAll(row.columns()));
        Replication replication = Looker.once(session).replication();
        Duration period = replication == null ? null : replication.heartbeatPeriod();
        if (period != null && period.isPositive()) {
            columns.put("heartbeat_period", period.toMillis() / 1000 + "." + "%03d".formatted(period.toMillis() % 1000));
        }
        return new Row(columns);
    }

    /**
     * Puts the old source back; what that came to, for the message.
     *
     * @param old how it replicated before
     * @param stopped where it stood when it was stopped
     */
    private static String goBack(Session session, Replication old, Replication stopped) throws SessionException {
        Replication now = Looker.once(session).replication();
        if (now == null || !now.source().equals(old.source())) {
            session.execute(session.dialect().stopReplication());
            Coordinates at = old.gtid() ? null : stopped.applied();
            session.execute(Looker.once(session).storesOnly()
                    ? session.dialect().changeSourceOfBinlogServer(old.source(), null)
                    : session.dialect().changeSource(new ChangeSource(old.source(), at, before(session))));
        }
        if (old.receiver() == Receiver.STOPPED && !old.applierRunning()) {
            return "; it is below " + old.source() + " as before, stopped";
        }
        session.execute(session.dialect().startReplication());
        return "; it is below " + old.source() + " as before";
    }
}

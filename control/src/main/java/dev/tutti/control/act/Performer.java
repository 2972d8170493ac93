package dev.tutti.control.act;

import dev.tutti.control.act.StepResult.Done;
import dev.tutti.control.act.StepResult.Failed;
import dev.tutti.control.observe.Looker;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.dialect.UnexpectedAnswerException;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.match.MatchResult;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Link;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.Place;
import dev.tutti.core.plan.Step;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Performs single steps on real servers: checks the precondition on a fresh look, acts, verifies on another. Thread safe;
 * blocks, meant for virtual threads.
 */
public final class Performer {
    private final Sessions sessions;
    private final Equivalents equivalents;
    private final Repointing repointing;
    private final Advancing advancing;
    private final Clients clients;
    private final Following following;
    private final StoppingWrites stoppingWrites;
    private final Duration connect;
    private final Duration deadline;

    /**
     * @param clients whom steps tell that another server takes the writes
     * @param replication as whom a former primary replicates; null when that is not known
     * @param connect deadline for connecting: one replica that hangs must not hold up the others
     * @param deadline for each answer of a server while acting; stopping threads can take longer than a look may
     */
    public Performer(
            Sessions sessions,
            Equivalents equivalents,
            Clients clients,
            @Nullable Credentials replication,
            Duration connect,
            Duration deadline) {
        this.following = new Following(sessions, replication, connect, deadline);
        this.stoppingWrites = new StoppingWrites(sessions, connect, deadline);
        this.clients = clients;
        this.connect = connect;
        this.sessions = sessions;
        this.equivalents = equivalents;
        this.repointing = new Repointing(sessions, equivalents, connect, deadline);
        this.advancing = new Advancing(sessions, connect, deadline);
        this.deadline = deadline;
    }

    public StepResult perform(Step step) {
        try {
            // No session for that: the server was verified a moment ago, and clients may have taken all its connections by now.
            return switch (step) {
                case Step.TellClients tell -> clients.tell(tell);
                case Step.LetClientsGo letGo -> clients.letGo(letGo);
                default -> onServer(step);
            };
        } catch (SessionException | UnexpectedAnswerException e) {
            return new Failed(step.server(), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failed(step.server(), "interrupted");
        }
    }

    private StepResult onServer(Step step) throws SessionException, InterruptedException {
        try (Session session = sessions.open(step.server(), connect, deadline)) {
            return switch (step) {
                case Step.Drain drain -> drain(session, drain);
                case Step.ResumeReceiving resume -> resumeReceiving(session);
                case Step.StopReplication stop -> stop(session);
                case Step.StartReplication start -> start(session);
                case Step.ForgetSource forget -> forgetSource(session);
                case Step.MakeWritable writable -> makeWritable(session);
                case Step.TellClients tell -> clients.tell(tell);
                case Step.LetClientsGo letGo -> clients.letGo(letGo);
                case Step.AwaitClients await -> StoppingWrites.awaitClients(session, await);
                case Step.StopWrites stop -> stoppingWrites.perform(session, stop);
                case Step.Follow follow -> following.perform(session, follow);
                case Step.MakeReadOnly readOnly -> makeReadOnly(session);
                case Step.Repoint repoint -> repointing.perform(session, repoint);
                case Step.CatchUp catchUp -> catchUp(session, catchUp);
                case Step.Level level -> level(session, level);
                case Step.AdvanceLog advance -> advancing.perform(session, advance);
            };
        }
    }

    /** A fresh look at a server, with the deadline of actions. */
    public ServerStatus look(Address server) throws SessionException {
        try (Session session = sessions.open(server, connect, deadline)) {
            return Looker.once(session);
        }
    }

    /** Whether a server that replicates from nobody can be made to follow another. */
    boolean mayFollow() {
        return following.hasAccount();
    }

    /** How a replica is connected to its source; nothing known of one that replicates from nobody. */
    public Link link(Address replica) throws SessionException {
        try (Session session = sessions.open(replica, connect, deadline)) {
            return Following.link(session);
        }
    }

    private static StepResult drain(Session session, Step.Drain step) throws SessionException, InterruptedException {
        Looker looker = new Looker(session);
        ServerStatus before = looker.look();
        Replication replication = before.replication();
        if (replication == null) {
            return new Failed(step.server(), step.server() + " replicates from nobody");
        }
        if (!replication.applierRunning()) {
            if (replication.applierError() != 0) {
                return new Failed(
                        step.server(),
                        "its applier stopped with error " + replication.applierError() + ": "
                                + replication.applierErrorText());
            }
            session.execute(session.dialect().startApplier());
        }
        session.execute(session.dialect().stopReceiver());
        return Draining.untilDone(session, looker, step);
    }

    private static StepResult resumeReceiving(Session session) throws SessionException {
        session.execute(session.dialect().startReceiver());
        return new Done("its receiver was started again");
    }

    /** Starts both threads without waiting for what comes of it. */
    StepResult startAgain(Address server) {
        try (Session session = sessions.open(server, deadline)) {
            session.execute(session.dialect().startReplication());
            return new Done("replication was started again");
        } catch (SessionException | UnexpectedAnswerException e) {
            return new Failed(server, String.valueOf(e.getMessage()));
        }
    }

    private static StepResult stop(Session session) throws SessionException, InterruptedException {
        session.execute(session.dialect().stopReplication());
        return until(session, "replication is stopped", status -> status.replicating()
                .map(replication -> replication.receiver() == Receiver.STOPPED && !replication.applierRunning())
                .orElse(true));
    }

    private static StepResult start(Session session) throws SessionException, InterruptedException {
        session.execute(session.dialect().startReplication());
        return until(session, "replication runs", status -> status.replicating()
                .map(Replication::healthy)
                .orElse(false));
    }

    private static StepResult forgetSource(Session session) throws SessionException, InterruptedException {
        Replication replication = Looker.once(session).replication();
        if (replication == null) {
            return new Done("it replicated from nobody already");
        }
        if (replication.receiver() != Receiver.STOPPED || replication.applierRunning()) {
            return new Failed(session.server(), "its replication is not stopped");
        }
        session.execute(session.dialect().forgetSource());
        StepResult result = until(session, "forgot " + replication.source(), status -> status.replication() == null);
        return result instanceof Done
                ? new Done("forgot " + replication.source() + ", of whose log it had applied up to " + replication.applied())
                : result;
    }

    private static StepResult makeWritable(Session session) throws SessionException, InterruptedException {
        if (Looker.once(session).replication() != null) {
            return new Failed(session.server(), "it still replicates from somebody");
        }
        session.execute(session.dialect().setReadOnly(false));
        return until(session, "accepts writes", status -> !status.readOnly());
    }

    private static StepResult makeReadOnly(Session session) throws SessionException, InterruptedException {
        session.execute(session.dialect().setReadOnly(true));
        return until(session, "accepts no writes of ordinary accounts", ServerStatus::readOnly);
    }

    private StepResult catchUp(Session session, Step.CatchUp step) throws SessionException, InterruptedException {
        Coordinates goal = look(step.source()).written();
        if (goal == null) {
            return new Failed(step.source(), step.source() + " writes no binary log");
        }
        Looker looker = new Looker(session);
        Waiting waiting = Waiting.atMost(step.deadline());
        boolean told = false;
        while (true) {
            Replication now = looker.look().replication();
            if (now == null || !now.source().equals(step.source()) || now.applierError() != 0) {
                return new Failed(step.server(), "it does not replicate from " + step.source() + " any more");
            }
            if (now.receiver() == Replication.Receiver.STOPPED && !told) {
                // Somebody may have stopped it before there was anything to recover. It gets nothing by itself then.
                session.execute(session.dialect().startReplication());
                told = true;
            }
            if (now.applied().compareTo(goal) >= 0) {
                return new Done("has everything that " + step.source() + " has, up to " + goal);
            }
            if (now.applierIdle() && advancing.hasNothingBetween(step.source(), now.applied(), goal)) {
                return new Done("has every transaction that " + step.source() + " has, up to " + now.applied());
            }
            if (!waiting.more()) {
                return new Failed(step.server(), "has applied " + now.applied() + " of " + goal);
            }
        }
    }

    private StepResult level(Session session, Step.Level step) throws SessionException, InterruptedException {
        MatchResult result;
        try (Session onOther = sessions.open(step.from(), connect, deadline)) {
            ServerStatus other = Looker.once(onOther);
            result = equivalents.find(
                    other.storesOnly() ? other.withoutIdentity() : other, onOther, Looker.once(session), session);
        }
        return switch (result) {
            case MatchResult.Matched matched -> new Done(step.from() + " has nothing more");
            case MatchResult.ReplicaIsAhead ahead -> fetchFrom(session, step);
            case MatchResult.EntryNotOnTarget newer -> fetchFrom(session, step);
            default -> new Failed(
                    step.server(),
                    "whether " + step.from() + " has more cannot be told: "
                            + Sentences.of(result, step.from(), step.server()));
        };
    }

    private StepResult fetchFrom(Session session, Step.Level step) throws SessionException, InterruptedException {
        // One that goes by GTID goes on so all the same.
        StepResult moved = repointing.perform(
                session, new Step.Repoint(step.server(), List.of(step.from()), new Place.ByMatching()));
        return moved instanceof Failed
                ? moved
                : catchUp(session, new Step.CatchUp(step.server(), step.from(), step.deadline()));
    }

    private static StepResult until(Session session, String done, Predicate<ServerStatus> condition)
            throws SessionException, InterruptedException {
        Looker looker = new Looker(session);
        Waiting waiting = Waiting.atMost(Duration.ofSeconds(5));
        while (!condition.test(looker.look())) {
            if (!waiting.more()) {
                return new Failed(session.server(), "it was told to, but could not be verified: " + done);
            }
        }
        return new Done(done);
    }
}

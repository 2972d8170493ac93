package dev.tutti.control.act;

import dev.tutti.control.notify.Hooks;
import dev.tutti.control.notify.Moment;
import dev.tutti.control.record.DecisionLog;
import dev.tutti.control.record.JournalException;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.engine.Command;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.engine.Event;
import dev.tutti.core.explain.DiagnosisSentences;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Planned;
import dev.tutti.core.plan.Planners;
import dev.tutti.core.plan.Refusal;
import dev.tutti.core.policy.Policy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Starts recoveries, by Tutti's decision or a person's, each on a virtual thread of its own, one at a time for a server.
 * Thread safe. There is one way for both: plan, journal, perform, tell.
 */
public final class Recoveries {
    private static final Logger log = LoggerFactory.getLogger(Recoveries.class);

    private final Parts parts;
    private final Planning planning;
    private final Consumer<Event> events;
    private final Holds holds = new Holds();
    /** Why a recovery waits for the journal, so that it is logged once. */
    private final Map<Address, String> putOffFor = new ConcurrentHashMap<>();

    /**
     * What executing a plan needs.
     *
     * @param clients who leads clients to which chains
     * @param published gets every change of a recovery, from several threads
     */
    public record Parts(
            DecisionLog journal,
            Performer performer,
            Clients clients,
            Hooks hooks,
            Supplier<EngineState> state,
            Policy policy,
            InstantSource clock,
            Consumer<Recovery> published) {}

    public Recoveries(Parts parts, Consumer<Event> events) {
        this.parts = parts;
        this.planning = new Planning(parts);
        this.events = events;
    }

    /** What a request came to: a recovery that runs, or a refusal. */
    public sealed interface Started {
        record Running(Recovery recovery) implements Started {}

        record Refused(String reason) implements Started {}
    }

    /** Tutti's own decision. Plans on the newest state, since the diagnosis is a moment old. */
    public void byItself(Diagnosis.OfSource diagnosis, String chain) {
        Address subject = diagnosis.subject();
        boolean primary = diagnosis instanceof Diagnosis.PrimaryDead;
        Recovery draft = draft(
                primary ? Recovery.Kind.FAILOVER : Recovery.Kind.RESCUE,
                subject,
                chain,
                "tutti",
                DiagnosisSentences.of(diagnosis),
                diagnosis);
        Thread.ofVirtual().name("recover " + subject).start(() -> start(draft, subject, primary));
    }

    /** A person wants this server's death recovered from. Nothing that the evidence forbids is done for a person either. */
    public Started byHand(Address subject, Diagnosis.OfSource diagnosis, String chain, String by, boolean acceptLoss) {
        boolean primary = diagnosis instanceof Diagnosis.PrimaryDead;
        Recovery draft = draft(
                primary ? Recovery.Kind.FAILOVER : Recovery.Kind.RESCUE,
                subject,
                chain,
                by,
                DiagnosisSentences.of(diagnosis),
                diagnosis);
        return inBackground(draft, subject, planning.recovery(subject, primary, acceptLoss), true);
    }

    public Started relocate(Address replica, Address below, String by) {
        EngineState state = parts.state().get();
        Recovery draft = draft(
                Recovery.Kind.RELOCATE,
                replica,
                chainOf(state, replica),
                by,
                by + " asked for " + replica + " below " + below,
                null);
        return inBackground(draft, replica, Planners.relocate(state.fleet(), replica, below), false);
    }

    /**
     * A person wants another server to take a living primary's writes.
     *
     * @param wanted which; null for the best
     * @param drain how long clients get to end what they have begun
     */
    public Started switchover(Address primary, @Nullable Address wanted, Duration drain, String by) {
        EngineState state = parts.state().get();
        String chain = chainOf(state, primary);
        Recovery draft = draft(
                Recovery.Kind.SWITCHOVER,
                primary,
                chain,
                by,
                by + " asked for " + (wanted == null ? "another server" : wanted) + " to take the writes of " + primary,
                null);
        Set<Address> members = state.fleet().servers().values()
                .filter(server -> server.chain().equals(chain))
                .map(Watched::address)
                .collect(Collectors.toSet());
        return inBackground(draft, members, planning.switchover(primary, wanted, drain), true);
    }

    public void fence(Address formerPrimary, Address replacedBy, String chain) {
        Recovery draft = draft(
                Recovery.Kind.FENCE,
                formerPrimary,
                chain,
                "tutti",
                "the former primary " + formerPrimary + " came back and accepts writes, but " + replacedBy
                        + " has taken over",
                null);
        inBackground(draft, formerPrimary, Planners.fence(formerPrimary), false);
    }

    /** A Binlog Server came back that was away while its primary was replaced. */
    public void rejoin(Command.Rejoin rejoin) {
        Recovery draft = draft(
                Recovery.Kind.RELOCATE,
                rejoin.store(),
                rejoin.chain(),
                "tutti",
                "the Binlog Server " + rejoin.store() + " was away while " + rejoin.replacedBy() + " took over from "
                        + rejoin.former(),
                null);
        Planned planned = Planners.rejoin(parts.state().get().fleet(), rejoin.store(), rejoin.former(), rejoin.replacedBy());
        if (inBackground(draft, rejoin.store(), planned, false) instanceof Started.Refused refused) {
            events.accept(new Event.ReplicaLost(rejoin.store(), refused.reason(), parts.clock().instant()));
        }
    }

    /** Plans on what is known now: for dry runs, and for what is carried out. */
    public Planning planning() {
        return planning;
    }

    private static String chainOf(EngineState state, Address server) {
        return state.fleet().server(server).map(Watched::chain).orElse(server.toString());
    }

    private Recovery draft(
            Recovery.Kind kind,
            Address subject,
            String chain,
            String by,
            String reason,
            Diagnosis.@Nullable OfSource diagnosis) {
        Instant now = parts.clock().instant();
        return new Recovery(
                0,
                kind,
                subject.toString(),
                chain,
                Recovery.State.RUNNING,
                by,
                now,
                null,
                reason,
                null,
                null,
                diagnosis == null ? null : diagnosis.since(),
                now,
                null,
                null,
                diagnosis == null
                        ? List.of()
                        : diagnosis.witnesses().stream().map(Testimonies::of).toList(),
                List.of(),
                List.of(),
                null,
                null,
                List.of());
    }

    private Started inBackground(Recovery draft, Address subject, Planned planned, boolean recovery) {
        return inBackground(draft, Set.of(subject), planned, recovery);
    }

    /** @param changed whom nobody else may change meanwhile, the subject among them */
    private Started inBackground(Recovery draft, Set<Address> changed, Planned planned, boolean recovery) {
        if (planned instanceof Refusal refusal) {
            return new Started.Refused(Sentences.of(refusal));
        }
        Address subject = Address.parse(draft.subject());
        Holds.Hold hold = holds.take(changed).orElse(null);
        if (hold == null) {
            return new Started.Refused((changed.size() == 1 ? subject : "a server of " + draft.chain()) + " is being changed already");
        }
        Recovery numbered;
        try {
            numbered = parts.journal().begin(draft);
        } catch (JournalException e) {
            hold.close();
            return new Started.Refused("nothing is changed without a journal: " + e.getMessage());
        }
        Thread.ofVirtual().name(kindOf(draft) + " " + subject).start(() -> {
            try (hold) {
                execute(numbered, subject, (Plan) planned, recovery, hold);
            } catch (RuntimeException e) {
                log.error("recovery {} of {} ended with an internal error", numbered.id(), subject, e);
                over(numbered, subject, recovery, false, hold);
            }
        });
        return new Started.Running(numbered);
    }

    private void start(Recovery draft, Address subject, boolean primary) {
        try (Holds.Hold hold = waitForIt(subject)) {
            if (hold == null) {
                log.error("{} is not recovered: another change of it does not end", subject);
                events.accept(new Event.RecoveryEnded(subject, false, null, parts.clock().instant()));
                return;
            }
            Planned planned = plan(draft, subject, primary);
            Recovery numbered;
            try {
                numbered = parts.journal().begin(draft);
            } catch (JournalException e) {
                putOff(subject, e);
                return;
            }
            switch (planned) {
                case Plan plan when neverSeen(subject) -> refused(numbered, subject, subject
                        + " was dead before it was first seen, so that nobody knows whether it is a primary or an"
                        + " intermediate: promoting one of its replicas could split a chain. A person can recover it");
                case Plan plan -> execute(numbered, subject, plan, true, hold);
                case Refusal refusal -> refused(numbered, subject, Sentences.of(refusal));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Whatever it was, the engine must learn that the recovery is over.
            log.error("the recovery of {} ended with an internal error", subject, e);
            events.accept(new Event.RecoveryEnded(subject, false, null, parts.clock().instant()));
        }
    }

    /** Somebody may be moving the server that has died; that fails soon, since it has died. Null when it does not. */
    private Holds.@Nullable Hold waitForIt(Address subject) throws InterruptedException {
        Waiting waiting = Waiting.atMost(parts.policy().drainDeadline());
        Optional<Holds.Hold> hold = holds.take(Set.of(subject));
        while (hold.isEmpty() && waiting.more()) {
            hold = holds.take(Set.of(subject));
        }
        return hold.orElse(null);
    }

    /**
     * The replicas of a dead intermediate may have nowhere to go because the primary of their chain has died as well and is
     * being replaced: that is waited for, and a little longer, until the new primary has been seen as such.
     */
    private Planned plan(Recovery draft, Address subject, boolean primary) throws InterruptedException {
        Planned planned = planning.recovery(subject, primary, false);
        Waiting waiting = Waiting.atMost(parts.policy().timing().silenceBound());
        while (planned instanceof Refusal.NobodyToGoTo && waiting.more()) {
            if (anotherRecoveryRuns(draft.chain(), subject)) {
                waiting = Waiting.atMost(parts.policy().timing().silenceBound());
            }
            planned = planning.recovery(subject, primary, false);
        }
        return planned;
    }

    private boolean anotherRecoveryRuns(String chain, Address subject) {
        EngineState state = parts.state().get();
        return state.inProgress().keySet().stream()
                .anyMatch(other -> !other.equals(subject) && chainOf(state, other).equals(chain));
    }

    /**
     * Nothing was begun, so this is no failed attempt. The engine is told of an end without a new primary, upon which it
     * expects fresh evidence, and asks again if that still says dead.
     */
    private void putOff(Address subject, JournalException problem) throws InterruptedException {
        if (!String.valueOf(problem.getMessage()).equals(putOffFor.put(subject, String.valueOf(problem.getMessage())))) {
            log.error("{} is not recovered yet: nothing is changed without a journal: {}", subject, problem.getMessage());
        }
        Thread.sleep(parts.policy().timing().poll());
        events.accept(new Event.RecoveryEnded(subject, true, null, parts.clock().instant()));
    }

    /** Takes back what an interrupted recovery had done, as long as no role had changed; what that came to. */
    public String takeBack(Recovery interrupted) {
        return interrupted.kind() == Recovery.Kind.SWITCHOVER
                ? SwitchingBack.ofFormer(interrupted, parts.performer())
                : TakingBack.of(interrupted.steps(), parts.performer());
    }

    private boolean neverSeen(Address subject) {
        return parts.state().get().fleet().server(subject).flatMap(Watched::lastStatus).isEmpty();
    }

    private void refused(Recovery numbered, Address subject, String reason) {
        Recovery ended = numbered.ended(Recovery.State.REFUSED, reason, parts.clock().instant());
        parts.journal().update(ended);
        parts.published().accept(ended);
        log.warn("recovery {} of {} refused: {}", ended.id(), subject, ended.outcome());
        events.accept(new Event.RecoveryEnded(subject, false, null, parts.clock().instant()));
        parts.hooks().tell(Moment.FAILED, ended);
    }

    private void execute(Recovery numbered, Address subject, Plan plan, boolean recovery, Holds.Hold hold) {
        putOffFor.remove(subject);
        log.info("recovery {} begins: {}", numbered.id(), numbered.reason());
        parts.published().accept(numbered);
        if (recovery) {
            events.accept(began(numbered, parts.clock().instant()));
        }
        if (recovery && numbered.kind() != Recovery.Kind.SWITCHOVER) {
            Thread.ofVirtual().start(() -> parts.hooks().tell(Moment.DETECTED, numbered));
        }
        finish(run(numbered, subject, recovery, hold).run(plan), subject, recovery, hold);
    }

    /** A planned change holds back no recovery that comes after it: its beginning is told as the epoch, which does not count. */
    public static Event.RecoveryBegan began(Recovery recovery, Instant at) {
        boolean planned = recovery.kind() == Recovery.Kind.SWITCHOVER;
        return new Event.RecoveryBegan(
                Address.parse(recovery.subject()),
                recovery.chain(),
                planned || recovery.kind() == Recovery.Kind.FAILOVER,
                planned ? Instant.EPOCH : at);
    }

    /** The engine learns of a goal when it is reached: a former primary that comes back is fenced though a router still hangs. */
    private RecoveryRun run(Recovery numbered, Address subject, boolean recovery, Holds.Hold hold) {
        return new RecoveryRun(numbered, parts, settled -> over(settled, subject, recovery, true, hold));
    }

    /** Goes on with a failover that a former process left half done; see {@link RecoveryRun#resume}. */
    public void resume(Recovery interrupted, Plan rest) {
        Address subject = Address.parse(interrupted.subject());
        Thread.ofVirtual().name("resume " + subject).start(() -> {
            try (Holds.Hold hold = holds.take(Set.of(subject)).orElse(null)) {
                if (hold != null) {
                    events.accept(began(interrupted, interrupted.began()));
                    finish(run(interrupted, subject, true, hold).resume(rest), subject, true, hold);
                }
            }
        });
    }

    private void finish(Recovery ended, Address subject, boolean recovery, Holds.Hold hold) {
        boolean succeeded = ended.state() == Recovery.State.SUCCEEDED;
        log.info("recovery {} {}: {}", ended.id(), ended.state().name().toLowerCase(Locale.ROOT), ended.outcome());
        over(ended, subject, recovery, succeeded, hold);
        if (recovery) {
            parts.hooks().tell(succeeded ? Moment.AFTER : Moment.FAILED, ended);
        }
    }

    /** Changes no server any more: others may, also while hooks run and routers are waited for. Of effect once. */
    private void over(Recovery ended, Address subject, boolean recovery, boolean succeeded, Holds.Hold hold) {
        if (!hold.letGo()) {
            return;
        }
        Instant now = parts.clock().instant();
        for (Recovery.Lost lost : ended.lost()) {
            events.accept(new Event.ReplicaLost(Address.parse(lost.server()), lost.reason(), now));
        }
        if (recovery) {
            String promoted = ended.promoted();
            // A planned change that came to nothing is no failed attempt to recover from a death.
            boolean settled = succeeded || ended.kind() == Recovery.Kind.SWITCHOVER;
            events.accept(new Event.RecoveryEnded(
                    subject, settled, promoted == null ? null : Address.parse(promoted), now));
        }
    }

    private static String kindOf(Recovery recovery) {
        return recovery.kind().name().toLowerCase(Locale.ROOT);
    }
}

package dev.tutti.core.diagnosis;

import dev.tutti.core.diagnosis.Diagnosis.IntermediateDead;
import dev.tutti.core.diagnosis.Diagnosis.OfSource;
import dev.tutti.core.diagnosis.Diagnosis.PrimaryDead;
import dev.tutti.core.diagnosis.Diagnosis.Suspected;
import dev.tutti.core.diagnosis.Diagnosis.Suspected.Missing;
import dev.tutti.core.diagnosis.Diagnosis.TooFewWitnesses;
import dev.tutti.core.diagnosis.Diagnosis.UnreachableFromHere;
import dev.tutti.core.diagnosis.Witness.Says;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.policy.Timing;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges a server that fails to answer and that others replicate from.
 *
 * <p>The rules, in the order in which they are applied:
 *
 * <ol>
 *   <li>One replica that received anything since the suspicion arose refutes a death, for as long as a silence may last:
 *       the source may die later, still out of our sight.
 *   <li>A server that answered in any way lives.
 *   <li>A death needs a <em>new</em> connection of our own that failed, and replicas that lost it; what was known before
 *       the suspicion arose is no evidence.
 *   <li>A replica whose receiver was stopped by somebody is no witness. A replica that cannot be asked is none either, and
 *       when more replicas fell silent together with the server than bear witness, we are more likely cut off than they
 *       are dead: no conclusion. Nor when as many did and nothing at all comes back from the server nor from one of them: that
 *       is what a network in two halves looks like from one of the halves. A connection that is refused is another matter:
 *       the host answers, the process has ended.
 *   <li>A receiver that believes to be connected while nothing arrives proves nothing: a hung host closes no connection.
 *       Restarted (while its applier runs) it either connects anew or does not. The same holds for one that had lost its
 *       source before the suspicion arose: receivers try again once a minute, so its error may be a minute old.
 * </ol>
 */
public final class SourceJudge {
    /**
     * A receiver's errors that say that its source could not be reached or stopped answering; any other number came from
     * a source that answered. MySQL's errmsg.h: connect failed (2002, 2003), unknown host (2005), gone (2006), lost (2013,
     * 2055).
     */
    private static final Set<Integer> NETWORK_ERRORS = Set.of(2002, 2003, 2005, 2006, 2013, 2055);

    /** An idle source sends one heartbeat a period; one may be late and one in flight, three missing are none. */
    private static final int HEARTBEATS_MISSED = 3;

    private SourceJudge() {}

    /**
     * What is remembered of one replica since the suspicion arose.
     *
     * @param status the first look at it after that moment, or the newest that showed that something had arrived
     * @param seenAt when
     * @param receiverRestartedAt when its receiver was restarted for a fresh testimony; null if it was not
     * @param restartAskedAt when that was asked for, which happens once; null if it was not
     * @param restartFailed whether it could not be restarted
     * @param lostBefore whether it had lost its source before the suspicion arose, so that only a restart of its receiver
     *     tells whether it still cannot reach it
     * @param receiving whether {@code status} showed that something had arrived since the look before
     */
    public record Baseline(
            ServerStatus status,
            Instant seenAt,
            @Nullable Instant receiverRestartedAt,
            @Nullable Instant restartAskedAt,
            boolean restartFailed,
            boolean lostBefore,
            boolean receiving) {
        /** The first look after the suspicion arose. */
        public static Baseline first(ServerStatus status, Instant seenAt, boolean lostBefore) {
            return new Baseline(status, seenAt, null, null, false, lostBefore, false);
        }

        public Baseline restartedAt(Instant at) {
            return new Baseline(status, seenAt, at, restartAskedAt, false, lostBefore, receiving);
        }

        public Baseline restartAsked(Instant at) {
            return new Baseline(status, seenAt, receiverRestartedAt, at, restartFailed, lostBefore, receiving);
        }

        public Baseline notRestarted() {
            return new Baseline(status, seenAt, receiverRestartedAt, restartAskedAt, true, lostBefore, receiving);
        }

        /**
         * After a further look. When something arrived, it is from there on that standing still is counted: a source that
         * fed its replicas when it fell silent towards us can die a minute later.
         */
        public Baseline after(ServerStatus newer, Instant at) {
            Replication then = status.replication();
            Replication now = newer.replication();
            return then != null && now != null && arrivedBetween(then, now)
                    ? new Baseline(newer, at, receiverRestartedAt, restartAskedAt, restartFailed, lostBefore, true)
                    : this;
        }
    }

    /**
     * The diagnosis of a failing server, or empty when nobody replicates from it.
     *
     * @param failing how contact with it fails
     * @param baselines by replica, what it showed first after the suspicion arose
     */
    public static Optional<OfSource> judge(
            FleetState fleet,
            Watched subject,
            Contact.Failing failing,
            Map<Address, Baseline> baselines,
            Timing timing,
            Instant now) {
        Instant since = failing.since();
        List<Watched> replicas = fleet.replicasOf(subject.address()).stream()
                .filter(replica -> expectedAsWitness(replica, since, timing))
                .toList();
        if (replicas.isEmpty()) {
            return Optional.empty();
        }
        List<Witness> witnesses = new ArrayList<>();
        boolean someNotAsked = false;
        for (Watched replica : replicas) {
            Optional<Witness> witness = testimony(replica, since, baselines.get(replica.address()), timing);
            if (witness.isPresent()) {
                witnesses.add(witness.get());
            } else if (!now.isBefore(unheardSince(replica, since).plus(timing.silenceBound()))) {
                // Asked several times by now, and no answer of any kind.
                witnesses.add(new Witness(replica.address(), since, Says.SILENT, 0));
            } else {
                someNotAsked = true;
            }
        }
        // Of a server that was never seen, not all replicas need be known yet: they are given the whole time.
        someNotAsked |= subject.seenAt() == null && now.isBefore(since.plus(timing.silenceBound()));
        return Optional.of(conclude(fleet, subject, failing, witnesses, someNotAsked, baselines, timing, now));
    }

    private static Instant unheardSince(Watched replica, Instant since) {
        return replica.contact() instanceof Contact.Failing failing && failing.since().isAfter(since)
                ? failing.since()
                : since;
    }

    private static boolean expectedAsWitness(Watched replica, Instant since, Timing timing) {
        return !(replica.contact() instanceof Contact.Failing failing)
                || !failing.since().isBefore(since.minus(timing.recentEnough()));
    }

    private static Optional<Witness> testimony(
            Watched replica, Instant since, @Nullable Baseline baseline, Timing timing) {
        Address address = replica.address();
        if (replica.contact() instanceof Contact.Failing failing) {
            if (failing.kind().speaksForLife()) {
                return Optional.of(new Witness(address, failing.since(), Says.TURNS_US_AWAY, 0));
            }
            return failing.freshAttempts() > 0
                    ? Optional.of(new Witness(address, failing.since(), Says.SILENT, 0))
                    : Optional.empty();
        }
        ServerStatus status = replica.status();
        Instant seenAt = replica.seenAt();
        if (status == null || seenAt == null || seenAt.isBefore(since) || baseline == null) {
            return Optional.empty();
        }
        Replication replication = status.replication();
        if (replication == null) {
            return Optional.of(new Witness(address, seenAt, Says.STOPPED, 0));
        }
        return Optional.of(new Witness(
                address, seenAt, saysOf(replication, seenAt, since, baseline, timing), replication.receiverError()));
    }

    private static Says saysOf(
            Replication replication, Instant seenAt, Instant since, Baseline baseline, Timing timing) {
        boolean networkError = NETWORK_ERRORS.contains(replication.receiverError());
        Instant restarted = baseline.receiverRestartedAt();
        boolean oldNews = baseline.lostBefore() && (restarted == null || !seenAt.isAfter(restarted));
        return switch (replication.receiver()) {
            case STOPPED -> networkError && !oldNews ? Says.LOST : Says.STOPPED;
            case CONNECTING -> {
                if (replication.receiverError() != 0 && !networkError) {
                    yield Says.STOPPED;
                }
                if (oldNews) {
                    yield replication.applierRunning() ? Says.STANDING_STILL : Says.STOPPED;
                }
                yield networkError ? Says.LOST : connecting(seenAt, restarted == null ? since : restarted, timing);
            }
            case CONNECTED -> connected(replication, seenAt, baseline, timing);
        };
    }

    /** On its way without an error yet: a living source takes milliseconds, so somebody who waits for long has lost it. */
    private static Says connecting(Instant seenAt, Instant trying, Timing timing) {
        return seenAt.isBefore(trying.plus(timing.probeDeadline())) ? Says.STANDING_STILL : Says.LOST;
    }

    private static Says connected(Replication replication, Instant seenAt, Baseline baseline, Timing timing) {
        Replication then = baseline.status().replication();
        if (then == null) {
            return Says.STANDING_STILL;
        }
        boolean arrivedLately = baseline.receiving()
                && seenAt.isBefore(baseline.seenAt().plus(timing.silenceBound()));
        if (arrivedLately || arrivedBetween(then, replication)) {
            return Says.RECEIVING;
        }
        Instant restarted = baseline.receiverRestartedAt();
        Instant from = restarted != null && restarted.isAfter(baseline.seenAt()) ? restarted : baseline.seenAt();
        Duration period = replication.heartbeatPeriod();
        boolean heartbeatsOverdue = then.heartbeats() != null
                && replication.heartbeats() != null
                && period != null
                && period.isPositive()
                && !seenAt.isBefore(from.plus(period.multipliedBy(HEARTBEATS_MISSED)));
        if (heartbeatsOverdue) {
            return Says.LOST;
        }
        return restarted != null && seenAt.isAfter(restarted) ? Says.RECEIVING : Says.STANDING_STILL;
    }

    /** Whether anything came from the source between two looks. */
    private static boolean arrivedBetween(Replication then, Replication now) {
        if (now.receiver() != Receiver.CONNECTED) {
            return false;
        }
        // A receiver that was not connected and is has had the source's greeting; so has one that counts anew.
        Long before = then.heartbeats();
        Long after = now.heartbeats();
        return then.receiver() != Receiver.CONNECTED
                || now.received().compareTo(then.received()) > 0
                || (before != null && after != null && !after.equals(before));
    }

    private static OfSource conclude(
            FleetState fleet,
            Watched subject,
            Contact.Failing failing,
            List<Witness> witnesses,
            boolean someNotAsked,
            Map<Address, Baseline> baselines,
            Timing timing,
            Instant now) {
        Address address = subject.address();
        Instant since = failing.since();
        List<Address> receiving = who(witnesses, Says.RECEIVING);
        if (!receiving.isEmpty()) {
            return new UnreachableFromHere(address, since, witnesses, receiving);
        }
        if (failing.kind().speaksForLife()) {
            return new UnreachableFromHere(address, since, witnesses, List.of());
        }
        if (someNotAsked) {
            return new Suspected(address, since, witnesses, Missing.FRESH_WITNESSES);
        }
        if (failing.freshAttempts() == 0) {
            return new Suspected(address, since, witnesses, Missing.OWN_ATTEMPT);
        }
        List<Address> lost = who(witnesses, Says.LOST);
        List<Address> silent = who(witnesses, Says.SILENT);
        List<Address> still = who(witnesses, Says.STANDING_STILL);
        if (aboutToNotice(failing, still, baselines, timing, now)) {
            return new Suspected(address, since, witnesses, Missing.FRESH_WITNESSES);
        }
        List<Address> restartable = still.stream()
                .filter(replica -> mayRestartReceiver(fleet, replica)
                        && mayStillTell(baselines.get(replica), timing, now))
                .toList();
        int abstaining = still.size() - restartable.size();
        if (!restartable.isEmpty()) {
            return new Suspected(address, since, witnesses, waitingFor(restartable, baselines));
        }
        if (still.stream().anyMatch(replica -> mayStillReceive(baselines.get(replica), timing, now))) {
            return new Suspected(address, since, witnesses, Missing.FRESH_WITNESSES);
        }
        int without = silent.size() + abstaining;
        boolean tooFew = without > lost.size() || (without == lost.size() && mayBeTheOtherHalf(fleet, failing, silent));
        if (lost.isEmpty() || tooFew || eyewitnessIsGone(witnesses, baselines)) {
            return new TooFewWitnesses(address, since, witnesses, silent);
        }
        return subject.source()
                .filter(source -> !takesTheWritesOfALoop(fleet, subject))
                .<OfSource>map(source -> new IntermediateDead(address, source, since, witnesses))
                .orElseGet(() -> new PrimaryDead(address, since, witnesses));
    }

    private static boolean mayBeTheOtherHalf(FleetState fleet, Contact.Failing failing, List<Address> silent) {
        return saysNothing(failing)
                && silent.stream()
                        .flatMap(replica -> fleet.server(replica).stream())
                        .anyMatch(replica -> !(replica.contact() instanceof Contact.Failing silence) || saysNothing(silence));
    }

    private static boolean saysNothing(Contact.Failing failing) {
        return failing.kind() == Contact.Failure.SILENT || failing.kind() == Contact.Failure.NO_ROUTE;
    }

    /**
     * Whether a replica that received after we had lost the source can tell no more. It saw the source live when we and others
     * had lost it already: that it falls silent is no sign of the source's death. Only its own loss is.
     */
    private static boolean eyewitnessIsGone(List<Witness> witnesses, Map<Address, Baseline> baselines) {
        return witnesses.stream()
                .filter(witness -> witness.says() != Says.LOST)
                .map(witness -> baselines.get(witness.replica()))
                .anyMatch(baseline -> baseline != null && baseline.receiving());
    }

    /** Of co-primaries, the one that accepts writes while nobody else in the loop does is the chain's primary. */
    private static boolean takesTheWritesOfALoop(FleetState fleet, Watched subject) {
        return fleet.inLoop(subject.address())
                && accepts(subject)
                && fleet.ancestry(subject.address()).stream()
                        .filter(member -> !member.equals(subject.address()))
                        .flatMap(member -> fleet.server(member).stream())
                        .noneMatch(SourceJudge::accepts);
    }

    private static boolean accepts(Watched server) {
        return server.lastStatus().filter(status -> !status.readOnly()).isPresent();
    }

    /** Not when the restart failed, nor when nothing was heard of it for as long as a silence may take. */
    private static boolean mayStillTell(@Nullable Baseline baseline, Timing timing, Instant now) {
        if (baseline == null || baseline.receiverRestartedAt() != null || baseline.restartAskedAt() == null) {
            return true;
        }
        return !baseline.restartFailed() && now.isBefore(baseline.restartAskedAt().plus(timing.silenceBound()));
    }

    /**
     * Whether one whose receiver cannot be restarted, since its applier stands, may yet show that something arrives: what is not
     * asked to speak is listened to, within the time in which a silence is to be concluded.
     */
    private static boolean mayStillReceive(@Nullable Baseline baseline, Timing timing, Instant now) {
        return baseline != null
                && baseline.restartAskedAt() == null
                && now.isBefore(baseline.seenAt().plus(timing.silenceBound()).minus(timing.probeDeadline()));
    }

    /**
     * Whether a replica's receiver can be restarted without losing anything: only while its applier runs, since MariaDB
     * drops what was received and not applied when both threads have stopped.
     */
    public static boolean mayRestartReceiver(FleetState fleet, Address replica) {
        return fleet.server(replica)
                .flatMap(Watched::lastStatus)
                .flatMap(ServerStatus::replicating)
                .filter(replication -> replication.applierRunning() && replication.receiver() != Receiver.STOPPED)
                .isPresent();
    }

    /** Refused connections: the receivers are about to notice by themselves; give them a moment before disturbing them. */
    private static boolean aboutToNotice(
            Contact.Failing failing,
            List<Address> still,
            Map<Address, Baseline> baselines,
            Timing timing,
            Instant now) {
        // A process that ended closes its connections, so its replicas are about to notice by themselves. One that is silent
        // closes nothing.
        return !saysNothing(failing)
                && now.isBefore(failing.since().plus(timing.probeDeadline()))
                && still.stream()
                        .map(baselines::get)
                        .anyMatch(baseline -> baseline != null
                                && !baseline.lostBefore()
                                && baseline.restartAskedAt() == null);
    }

    private static Missing waitingFor(List<Address> still, Map<Address, Baseline> baselines) {
        boolean someNotRestarted = still.stream()
                .map(baselines::get)
                .anyMatch(baseline -> baseline != null && baseline.restartAskedAt() == null);
        return someNotRestarted ? Missing.RECEIVER_RESTART : Missing.RECEIVER_ANSWER;
    }

    private static List<Address> who(List<Witness> witnesses, Says says) {
        return witnesses.stream()
                .filter(witness -> witness.says() == says)
                .map(Witness::replica)
                .toList();
    }
}

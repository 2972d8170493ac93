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
import java.util.OptionalLong;
import java.util.Set;

/**
 * Judges a server that fails to answer and that others replicate from.
 *
 * <p>The rules, in the order in which they are applied:
 *
 * <ol>
 *   <li>One replica that received anything since the suspicion arose refutes a death.
 *   <li>A server that answered in any way lives.
 *   <li>A death needs a <em>new</em> connection of our own that failed, and replicas that lost it; what was known before
 *       the suspicion arose is no evidence.
 *   <li>A replica whose receiver was stopped by somebody is no witness. A replica that cannot be asked is none either, and
 *       when more replicas fell silent together with the server than bear witness, we are more likely cut off than they
 *       are dead: no conclusion.
 *   <li>A receiver that believes to be connected while nothing arrives proves nothing: a hung host closes no connection.
 *       Restarted (while its applier runs) it either connects anew or does not.
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
     * What is remembered of one replica from the moment the suspicion arose.
     *
     * @param status the first look at it after that moment
     * @param seenAt when
     * @param receiverRestartedAt when its receiver was restarted for a fresh testimony; null if it was not
     */
    public record Baseline(ServerStatus status, Instant seenAt, @Nullable Instant receiverRestartedAt) {
        public Baseline restartedAt(Instant at) {
            return new Baseline(status, seenAt, at);
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
            } else {
                someNotAsked = true;
            }
        }
        return Optional.of(conclude(fleet, subject, failing, witnesses, someNotAsked, baselines, timing, now));
    }

    private static boolean expectedAsWitness(Watched replica, Instant since, Timing timing) {
        Instant seenAt = replica.seenAt();
        return seenAt != null && !seenAt.isBefore(since.minus(timing.recentEnough()));
    }

    private static Optional<Witness> testimony(
            Watched replica, Instant since, @Nullable Baseline baseline, Timing timing) {
        Address address = replica.address();
        if (replica.contact() instanceof Contact.Failing failing) {
            return failing.freshAttempts() > 0
                    ? Optional.of(new Witness(address, failing.since(), Says.SILENT, 0))
                    : Optional.empty();
        }
        ServerStatus status = replica.status();
        Instant seenAt = replica.seenAt();
        if (status == null || seenAt == null || seenAt.isBefore(since)) {
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
            Replication replication, Instant seenAt, Instant since, @Nullable Baseline baseline, Timing timing) {
        return switch (replication.receiver()) {
            case STOPPED -> NETWORK_ERRORS.contains(replication.receiverError()) ? Says.LOST : Says.STOPPED;
            case CONNECTING -> connecting(replication, seenAt, since, baseline, timing);
            case CONNECTED -> connected(replication, seenAt, baseline);
        };
    }

    private static Says connecting(
            Replication replication, Instant seenAt, Instant since, @Nullable Baseline baseline, Timing timing) {
        if (NETWORK_ERRORS.contains(replication.receiverError())) {
            return Says.LOST;
        }
        if (replication.receiverError() != 0) {
            return Says.STOPPED;
        }
        // On its way without an error yet: a living source takes milliseconds, so somebody who waits for long has lost it.
        Instant trying = baseline != null && baseline.receiverRestartedAt() != null
                ? baseline.receiverRestartedAt()
                : since;
        return seenAt.isBefore(trying.plus(timing.probeDeadline())) ? Says.STANDING_STILL : Says.LOST;
    }

    private static Says connected(Replication replication, Instant seenAt, @Nullable Baseline baseline) {
        if (baseline == null || baseline.status().replication() == null) {
            return Says.STANDING_STILL;
        }
        Instant restarted = baseline.receiverRestartedAt();
        if (restarted != null && seenAt.isAfter(restarted)) {
            return Says.RECEIVING;
        }
        Replication then = baseline.status().replication();
        OptionalLong heartbeats = heartbeatsBetween(then, replication);
        if (replication.received().compareTo(then.received()) > 0 || heartbeats.orElse(0) > 0) {
            return Says.RECEIVING;
        }
        Duration period = replication.heartbeatPeriod();
        boolean heartbeatsOverdue = heartbeats.isPresent()
                && period != null
                && period.isPositive()
                && !seenAt.isBefore(baseline.seenAt().plus(period.multipliedBy(HEARTBEATS_MISSED)));
        return heartbeatsOverdue ? Says.LOST : Says.STANDING_STILL;
    }

    private static OptionalLong heartbeatsBetween(Replication then, Replication now) {
        Long before = then.heartbeats();
        Long after = now.heartbeats();
        return before == null || after == null ? OptionalLong.empty() : OptionalLong.of(after - before);
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
        boolean patienceOver = !now.isBefore(since.plus(timing.silenceBound()));
        if (someNotAsked && !patienceOver) {
            return new Suspected(address, since, witnesses, Missing.FRESH_WITNESSES);
        }
        if (failing.freshAttempts() == 0) {
            return new Suspected(address, since, witnesses, Missing.OWN_ATTEMPT);
        }
        List<Address> lost = who(witnesses, Says.LOST);
        List<Address> silent = who(witnesses, Says.SILENT);
        List<Address> still = who(witnesses, Says.STANDING_STILL);
        List<Address> restartable = still.stream().filter(replica -> mayRestartReceiver(fleet, replica)).toList();
        int abstaining = still.size() - restartable.size();
        if (!restartable.isEmpty()) {
            return new Suspected(address, since, witnesses, waitingFor(failing, restartable, baselines, timing, now));
        }
        if (lost.isEmpty() || silent.size() + abstaining > lost.size()) {
            return new TooFewWitnesses(address, since, witnesses, silent);
        }
        return subject.source()
                .<OfSource>map(source -> new IntermediateDead(address, source, since, witnesses))
                .orElseGet(() -> new PrimaryDead(address, since, witnesses));
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

    private static Missing waitingFor(
            Contact.Failing failing,
            List<Address> still,
            Map<Address, Baseline> baselines,
            Timing timing,
            Instant now) {
        boolean allRestarted = still.stream().allMatch(replica -> {
            Baseline baseline = baselines.get(replica);
            return baseline != null && baseline.receiverRestartedAt() != null;
        });
        if (allRestarted) {
            return Missing.RECEIVER_ANSWER;
        }
        // A process that ended closes its connections: the receivers are about to notice by themselves, so they get a
        // moment before they are disturbed. One that is silent closes nothing.
        boolean silent = failing.kind() == Contact.Failure.SILENT || failing.kind() == Contact.Failure.NO_ROUTE;
        Duration patience = silent ? Duration.ZERO : timing.probeDeadline();
        return now.isBefore(failing.since().plus(patience)) ? Missing.FRESH_WITNESSES : Missing.RECEIVER_RESTART;
    }

    private static List<Address> who(List<Witness> witnesses, Says says) {
        return witnesses.stream()
                .filter(witness -> witness.says() == says)
                .map(Witness::replica)
                .toList();
    }
}

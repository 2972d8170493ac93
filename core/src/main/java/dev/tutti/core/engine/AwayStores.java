package dev.tutti.core.engine;

import dev.tutti.core.diagnosis.Diagnosis.ReplacedWhileAway;
import dev.tutti.core.engine.Decision.About;
import dev.tutti.core.engine.Decision.Verdict;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Logs;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.policy.Mode;
import dev.tutti.core.policy.Policy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of a Binlog Server that was away while the primary that it follows was replaced.
 *
 * <p>It goes on at its own end below another one that was there and has the files from that end on. Should it have more of the
 * former primary's log than that one, it finds out before it stores anything: it receives its last event again and compares.
 * One that still receives from the former primary, or was stopped, or was given up before, is left alone.
 */
final class AwayStores {
    private AwayStores() {}

    /**
     * One that came back, told of once.
     *
     * @param lost why it cannot go on, when it cannot
     */
    record Returned(Decision decision, Optional<Command.Rejoin> rejoin, Optional<String> lost) {}

    /**
     * Whether this look shows one.
     *
     * @param at when it was looked at: what was seen before the recovery was over is no evidence
     */
    static Optional<Returned> returned(EngineState state, ServerStatus status, Policy policy, Instant at, Instant now) {
        Address address = status.address();
        BinlogServer stores = status.binlogServer();
        Address former = status.replicating()
                .filter(replication -> replication.receiver() != Receiver.CONNECTED)
                .map(replication -> replication.source())
                .orElse(null);
        if (stores == null
                || !stores.copies()
                || stores.state() == BinlogServer.State.STOPPED
                || former == null
                || state.lost().containsKey(address)
                || state.inProgress().containsKey(former)
                || !wasReplacedBefore(state, former, at)) {
            return Optional.empty();
        }
        Address successor = successorOf(state, former);
        ReplacedWhileAway diagnosis = new ReplacedWhileAway(address, former, successor);
        boolean told = state.latest()
                .get(address)
                .filter(decision -> decision.about().equals(new About.Concluded(diagnosis)))
                .isPresent();
        if (told) {
            return Optional.empty();
        }
        String chain = state.fleet().server(address).map(Watched::chain).orElse(address.toString());
        Optional<Verdict> reasonNotTo = reasonNotTo(state, address, policy.forChain(chain).primary(), now);
        if (reasonNotTo.isPresent()) {
            return Optional.of(new Returned(
                    decision(now, chain, diagnosis, reasonNotTo.get()), Optional.empty(), Optional.empty()));
        }
        if (!Logs.goingOnFrom(state.fleet(), status, successor).isEmpty()) {
            return Optional.of(new Returned(
                    decision(now, chain, diagnosis, new Verdict.Recovering()),
                    Optional.of(new Command.Rejoin(address, former, successor, chain)),
                    Optional.empty()));
        }
        return somebodyMayCome(state.fleet(), address, successor)
                ? Optional.empty()
                : Optional.of(new Returned(
                        decision(now, chain, diagnosis, new Verdict.EvidenceForbids()),
                        Optional.empty(),
                        Optional.of("it stores the log of " + former + " up to " + status.written() + ", which " + successor
                                + " replaced while it was away, and no Binlog Server has what follows there: move its folder"
                                + " away and let it begin anew below " + successor)));
    }

    private static boolean wasReplacedBefore(EngineState state, Address former, Instant at) {
        return state.replacedBy().containsKey(former)
                && state.past().reversed().stream()
                        .filter(past -> past.subject().equals(former) && past.promoted() != null)
                        .findFirst()
                        .filter(past -> past.over().isBefore(at))
                        .isPresent();
    }

    /** Who has the writes now: the one that took over may have been replaced as well. */
    private static Address successorOf(EngineState state, Address former) {
        Set<Address> met = new HashSet<>();
        Address at = former;
        while (met.add(at) && state.replacedBy().containsKey(at)) {
            at = state.replacedBy().get(at);
        }
        return at;
    }

    private static Optional<Verdict> reasonNotTo(EngineState state, Address store, Mode mode, Instant now) {
        return switch (mode) {
            case OFF -> Optional.of(new Verdict.SwitchedOff());
            case BY_HAND -> Optional.of(new Verdict.ByHandOnly());
            default -> state.downtimeOf(store, now)
                    .map(downtime -> new Verdict.InDowntime(downtime.until(), downtime.reason()));
        };
    }

    /** Another Binlog Server of the new primary that does not answer now, or is only connecting. */
    private static boolean somebodyMayCome(FleetState fleet, Address store, Address successor) {
        return Logs.readersOf(fleet, successor).stream()
                .anyMatch(reader -> !reader.address().equals(store)
                        && reader.lastStatus().filter(ServerStatus::storesOnly).isPresent()
                        && (!reader.answering()
                                || reader.lastStatus()
                                        .map(ServerStatus::binlogServer)
                                        .filter(stores -> stores.state() == BinlogServer.State.CONNECTING)
                                        .isPresent()));
    }

    private static Decision decision(Instant now, String chain, ReplacedWhileAway diagnosis, Verdict verdict) {
        return new Decision(now, chain, diagnosis.subject(), new About.Concluded(diagnosis), verdict);
    }
}

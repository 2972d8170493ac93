package dev.tutti.core.problems;

import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.engine.Decision;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.fleet.Contact;
import dev.tutti.core.fleet.FleetState;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that is wrong with each server, from what is known now: what people are shown, in calm and in alarm. */
public final class Problems {
    /** More than this much behind is worth a word; twice what a healthy replica shows between two looks and a write burst. */
    private static final Duration LAG = Duration.ofSeconds(10);

    private final EngineState state;
    private final Map<Address, String> injectionProblems;
    private final Map<Long, List<Address>> byServerId = new HashMap<>();

    private Problems(EngineState state, Map<Address, String> injectionProblems) {
        this.state = state;
        this.injectionProblems = injectionProblems;
        state.fleet().servers().values().forEach(server -> server.lastStatus().ifPresent(status -> byServerId
                .computeIfAbsent(status.serverId(), id -> new ArrayList<>())
                .add(server.address())));
    }

    /** How grave. */
    public enum Severity {
        /** Something does not work. */
        ERROR,
        /** Something is about to go wrong, or would if something else did. */
        WARNING,
        /** Worth knowing. */
        NOTICE
    }

    /**
     * The problems of each server that has any.
     *
     * @param injectionProblems primaries that no Pseudo-GTID entry could be written to, and why
     */
    public static Map<Address, List<Diagnosis>> of(EngineState state, Map<Address, String> injectionProblems) {
        Problems problems = new Problems(state, injectionProblems);
        Map<Address, List<Diagnosis>> found = new HashMap<>();
        state.fleet().servers().values().forEach(server -> {
            List<Diagnosis> ofServer = problems.of(server);
            if (!ofServer.isEmpty()) {
                found.put(server.address(), ofServer);
            }
        });
        return found;
    }

    public static Severity severity(Diagnosis diagnosis) {
        return switch (diagnosis) {
            case Diagnosis.PrimaryDead d -> Severity.ERROR;
            case Diagnosis.IntermediateDead d -> Severity.ERROR;
            case Diagnosis.UnreachableFromHere d -> Severity.WARNING;
            case Diagnosis.TooFewWitnesses d -> Severity.ERROR;
            case Diagnosis.Suspected d -> Severity.ERROR;
            case Diagnosis.TurnsUsAway d -> Severity.WARNING;
            case Diagnosis.AnswersNonsense d -> Severity.ERROR;
            case Diagnosis.Unreachable d -> Severity.ERROR;
            case Diagnosis.ReceiverBroken d -> Severity.ERROR;
            case Diagnosis.ReceiverStopped d -> Severity.WARNING;
            case Diagnosis.ApplierBroken d -> Severity.ERROR;
            case Diagnosis.ApplierStopped d -> Severity.WARNING;
            case Diagnosis.Lagging d -> Severity.WARNING;
            case Diagnosis.WritableReplica d -> Severity.WARNING;
            case Diagnosis.ReadOnlyPrimary d -> Severity.ERROR;
            case Diagnosis.DoesNotLogUpdates d -> Severity.NOTICE;
            case Diagnosis.SameServerId d -> Severity.ERROR;
            case Diagnosis.ReplicationLoop d -> Severity.ERROR;
            case Diagnosis.FormerPrimaryReturned d -> d.writable() ? Severity.ERROR : Severity.WARNING;
            case Diagnosis.LostReplica d -> Severity.ERROR;
            case Diagnosis.NoPseudoGtid d -> Severity.WARNING;
            case Diagnosis.AheadOfSource d -> Severity.ERROR;
            case Diagnosis.BinlogServerFull d -> Severity.ERROR;
            case Diagnosis.ReplacedWhileAway d -> Severity.WARNING;
            case Diagnosis.BinlogServerDiverged d -> Severity.ERROR;
        };
    }

    private List<Diagnosis> of(Watched server) {
        List<Diagnosis> found = new ArrayList<>();
        contact(server, found);
        ServerStatus status = server.status();
        if (status != null && server.answering()) {
            if (status.replication() == null) {
                if (!status.storesOnly()) {
                    asPrimary(server, status, found);
                }
            } else {
                asReplica(server, status, status.replication(), found);
            }
            sameServerId(server, status, found);
        }
        EngineState.Loss loss = state.lost().get(server.address());
        if (loss != null) {
            found.add(new Diagnosis.LostReplica(server.address(), loss.reason(), loss.since()));
        }
        return found;
    }

    private void contact(Watched server, List<Diagnosis> found) {
        if (!(server.contact() instanceof Contact.Failing failing)) {
            return;
        }
        Address address = server.address();
        Optional<Diagnosis> judged = state.suspicions().containsKey(address)
                ? state.latest()
                        .get(address)
                        .filter(decision -> !decision.at().isBefore(failing.since()))
                        .flatMap(Problems::concluded)
                : Optional.empty();
        found.add(judged.orElseGet(() -> switch (failing.kind()) {
            case TURNED_AWAY -> new Diagnosis.TurnsUsAway(address, failing.since(), failing.detail());
            case NONSENSE -> new Diagnosis.AnswersNonsense(address, failing.since(), failing.detail());
            default -> new Diagnosis.Unreachable(address, failing.since(), failing.detail());
        }));
    }

    private static Optional<Diagnosis> concluded(Decision decision) {
        return decision.about() instanceof Decision.About.Concluded concluded
                ? Optional.of(concluded.diagnosis())
                : Optional.empty();
    }

    private void asPrimary(Watched server, ServerStatus status, List<Diagnosis> found) {
        Address address = server.address();
        Address replacedBy = state.replacedBy().get(address);
        if (replacedBy != null) {
            found.add(new Diagnosis.FormerPrimaryReturned(address, replacedBy, !status.readOnly()));
            return;
        }
        boolean hasReplicas = !state.fleet().replicasOf(address).isEmpty();
        if (status.readOnly() && hasReplicas) {
            found.add(new Diagnosis.ReadOnlyPrimary(address));
        }
        String problem = injectionProblems.get(address);
        if (problem != null && hasReplicas) {
            found.add(new Diagnosis.NoPseudoGtid(address, problem));
        }
    }

    private void asReplica(
            Watched server, ServerStatus status, Replication replication, List<Diagnosis> found) {
        Address address = server.address();
        FleetState fleet = state.fleet();
        if (fleet.inLoop(address)) {
            found.add(new Diagnosis.ReplicationLoop(address, fleet.ancestry(address)));
        }
        if (replication.receiver() == Receiver.STOPPED && replication.receiverError() == 0) {
            found.add(new Diagnosis.ReceiverStopped(address, replication.source()));
        } else if (replication.receiver() != Receiver.CONNECTED) {
            found.add(new Diagnosis.ReceiverBroken(
                    address, replication.source(), replication.receiverError(), replication.receiverErrorText()));
        }
        if (replication.applierError() != 0) {
            found.add(new Diagnosis.ApplierBroken(
                    address, replication.applierError(), replication.applierErrorText()));
        } else if (!replication.applierRunning()) {
            found.add(new Diagnosis.ApplierStopped(address));
        }
        Duration lag = replication.lag();
        if (lag != null && lag.minus(replication.configuredDelay()).compareTo(LAG) > 0) {
            found.add(new Diagnosis.Lagging(address, lag));
        }
        if (!status.readOnly()) {
            found.add(new Diagnosis.WritableReplica(address));
        }
        if (!status.logsReplicaUpdates()) {
            found.add(new Diagnosis.DoesNotLogUpdates(address));
        }
        BinlogServer stores = status.binlogServer();
        if (stores != null && stores.state() == BinlogServer.State.DISK_FULL) {
            found.add(new Diagnosis.BinlogServerFull(address));
        }
        Address replacedBy = state.replacedBy().get(replication.source());
        if (stores != null && stores.copies() && replacedBy != null && replication.receiver() != Receiver.CONNECTED
                && !state.lost().containsKey(address)) {
            found.add(new Diagnosis.ReplacedWhileAway(address, replication.source(), replacedBy));
        }
        if (stores != null && stores.state() == BinlogServer.State.DIVERGED) {
            found.add(new Diagnosis.BinlogServerDiverged(address, replication.source()));
        }
        aheadOfSource(address, replication, found);
    }

    private void aheadOfSource(Address address, Replication replication, List<Diagnosis> found) {
        Watched source = state.fleet().server(replication.source()).orElse(null);
        if (source == null || !source.answering() || source.status() == null) {
            return;
        }
        Coordinates written = source.status().written();
        // The two were not seen at the same moment: only a log of another length altogether is certain.
        if (written != null && replication.received().fileNumber() > written.fileNumber() + 1) {
            found.add(new Diagnosis.AheadOfSource(address, replication.source(), replication.received(), written));
        }
    }

    private void sameServerId(Watched server, ServerStatus status, List<Diagnosis> found) {
        Address root = state.fleet().rootOf(server.address());
        for (Address other : byServerId.getOrDefault(status.serverId(), List.of())) {
            if (!other.equals(server.address())
                    && state.fleet().rootOf(other).equals(root)
                    && !isBorrowed(server.address(), other)
                    && !isBorrowed(other, server.address())) {
                found.add(new Diagnosis.SameServerId(server.address(), other, status.serverId()));
            }
        }
    }

    /** A Binlog Server shows an identity of its chain's; only what replicates from it directly must have another. */
    private boolean isBorrowed(Address binlogServer, Address other) {
        FleetState fleet = state.fleet();
        return storesOnly(binlogServer)
                && (storesOnly(other)
                        || fleet.server(other).flatMap(Watched::source).filter(binlogServer::equals).isEmpty());
    }

    private boolean storesOnly(Address server) {
        return state.fleet().server(server).flatMap(Watched::lastStatus).filter(ServerStatus::storesOnly).isPresent();
    }
}

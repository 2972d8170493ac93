package dev.tutti.core.story;

import dev.tutti.core.engine.Event;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Link;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.FailoverPlanner;
import dev.tutti.core.plan.Place;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Plan.Open;
import dev.tutti.core.plan.Planned;
import dev.tutti.core.plan.Refusal;
import dev.tutti.core.plan.RescuePlanner;
import dev.tutti.core.plan.Stage;
import dev.tutti.core.plan.Step;
import dev.tutti.core.plan.SwitchoverPlanner;
import dev.tutti.core.story.ModelServer.Life;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One recovery on the model: the planners' plans, performed as the control plane performs them, 20 ms a stage. */
final class ModelRecovery {
    private static final long STAGE = 20;

    private final ModelFleet fleet;
    private final Address subject;
    private final boolean primary;
    private final boolean acceptLoss;
    private final Consumer<String> say;
    private final List<Address> drained = new ArrayList<>();
    private final Set<Address> known = new HashSet<>();
    private @Nullable Address promoted;
    private boolean movedSomebody;
    private boolean ofDeath = true;

    ModelRecovery(ModelFleet fleet, Address subject, boolean primary, boolean acceptLoss, Consumer<String> say) {
        this.fleet = fleet;
        this.subject = subject;
        this.primary = primary;
        this.acceptLoss = acceptLoss;
        this.say = say;
    }

    void start() {
        // Who comes back while the recovery runs cannot be waited for.
        fleet.state.fleet().servers().values().filter(Watched::answering).map(Watched::address).forEach(known::add);
        Planned planned = primary
                ? FailoverPlanner.plan(fleet.state.fleet(), subject, fleet.policy, acceptLoss)
                : RescuePlanner.plan(fleet.state.fleet(), subject, fleet.policy);
        switch (planned) {
            case Refusal refusal -> end(false, "refused: " + Sentences.of(refusal));
            case Plan plan -> {
                String chain = fleet.state.fleet().server(subject).map(Watched::chain).orElse(subject.toString());
                fleet.tell(new Event.RecoveryBegan(subject, chain, primary, fleet.instant()));
                perform(plan, 0);
            }
        }
    }

    /** A plan that was made already, not for anybody's death. */
    void perform(Planned planned) {
        ofDeath = false;
        goOn(planned);
    }

    private void perform(Plan plan, int index) {
        if (index == plan.stages().size()) {
            switch (plan.open()) {
                case Open.Nothing nothing -> {
                    plan.lost().forEach(lost -> {
                        say.accept("  lost: " + lost.server() + ": " + lost.reason());
                        fleet.tell(new Event.ReplicaLost(lost.server(), lost.reason(), fleet.instant()));
                    });
                    settled();
                }
                case Open.ChoosePrimary choose -> goOn(
                        FailoverPlanner.decide(choose, looks(choose.replicas()), fleet.state.fleet(), fleet.policy));
                case Open.HandOver next -> {
                    List<Address> asked = new ArrayList<>(next.replicas());
                    asked.add(next.primary());
                    asked.add(next.successor());
                    goOn(SwitchoverPlanner.decide(next, looks(asked), Link.UNKNOWN));
                }
                case Open.ContinueLog next -> goOn(
                        FailoverPlanner.decide(next, looks(next.readers()), fleet.state.fleet()));
            }
            return;
        }
        Stage stage = plan.stages().get(index);
        say.accept("  " + inWords(stage));
        if (stage.beside()) {
            stage.steps().forEach(this::perform);
            perform(plan, index + 1);
            return;
        }
        long takes = stage.steps().stream()
                .mapToLong(step -> step instanceof Step.Drain ? fleet.server(step.server()).drainTakes() : STAGE)
                .max()
                .orElse(STAGE);
        fleet.after(takes, () -> {
            for (Step step : stage.steps()) {
                Optional<String> problem = perform(step);
                if (problem.isPresent()) {
                    say.accept("  " + inWords(step) + " failed: " + problem.get());
                    if (stage.vital()) {
                        end(false, "failed: " + problem.get());
                        return;
                    }
                    if (step instanceof Step.Repoint) {
                        fleet.tell(new Event.ReplicaLost(step.server(), problem.get(), fleet.instant()));
                    }
                }
            }
            perform(plan, index + 1);
        });
    }

    private List<ServerStatus> looks(List<Address> servers) {
        return servers.stream().flatMap(server -> fleet.look(server).stream()).toList();
    }

    private void goOn(Planned planned) {
        switch (planned) {
            case Refusal refusal -> end(false, "refused: " + Sentences.of(refusal));
            case Plan further -> perform(further, 0);
        }
    }

    private void settled() {
        if (primary) {
            end(promoted != null, promoted + " takes the writes");
        } else if (!ofDeath && promoted != null) {
            say.accept(promoted + " takes the writes from " + subject);
        } else {
            end(movedSomebody, movedSomebody ? "the replicas of " + subject + " replicate again" : "nobody was moved");
        }
    }

    private void end(boolean succeeded, String how) {
        if (!succeeded && promoted == null) {
            drained.forEach(replica -> {
                ModelServer server = fleet.server(replica);
                server.restartReceiver(server.source == null ? null : fleet.server(server.source), fleet.now);
            });
        }
        if (!ofDeath) {
            say.accept(movedSomebody ? subject + " is moved" : subject + " is not moved");
            return;
        }
        say.accept("recovery of " + subject + (succeeded ? " succeeded: " : " ") + how);
        fleet.tell(new Event.RecoveryEnded(subject, succeeded, promoted, fleet.instant()));
    }

    // ---- steps ------------------------------------------------------------------------------------------------------

    private Optional<String> perform(Step step) {
        ModelServer server = fleet.server(step.server());
        if (fleet.look(server.address).isEmpty()) {
            return Optional.of(server.address + " does not answer");
        }
        boolean changesRole = step instanceof Step.ForgetSource
                || step instanceof Step.MakeWritable
                || (step instanceof Step.Repoint repoint && repoint.place() instanceof Place.Continuation);
        if (primary && changesRole && fleet.state.fleet().server(subject).filter(Watched::answering).isPresent()) {
            return Optional.of("the primary " + subject + " answers again: nobody else is made writable");
        }
        return switch (step) {
            case Step.Drain drain -> drain(server);
            case Step.ResumeReceiving resume -> Optional.empty();
            case Step.StopReplication stop -> {
                server.stopReceiver();
                server.applierWanted = false;
                drained.add(server.address);
                yield Optional.empty();
            }
            case Step.StartReplication start -> Optional.empty();
            case Step.ForgetSource forget -> {
                server.source = null;
                yield Optional.empty();
            }
            case Step.MakeWritable writable -> makeWritable(server);
            case Step.TellClients tell -> {
                if (server.readOnly) {
                    throw new AssertionError("clients are told of " + server.address + ", which accepts no writes");
                }
                yield Optional.empty();
            }
            case Step.LetClientsGo letGo -> Optional.empty();
            case Step.AwaitClients await -> Optional.empty();
            case Step.StopWrites stop -> {
                server.readOnly = true;
                server.writes = false;
                yield Optional.empty();
            }
            case Step.Follow follow -> {
                ModelServer target = fleet.server(follow.below());
                if (follow.place() instanceof Place.Identical identical && !target.holds(identical.at(), server.has)) {
                    throw new AssertionError(server.address + " would go on at " + identical.at());
                }
                server.follow(follow.below(), fleet.now);
                yield Optional.empty();
            }
            case Step.MakeReadOnly readOnly -> {
                server.readOnly = true;
                yield Optional.empty();
            }
            case Step.Repoint repoint -> repoint(server, repoint);
            case Step.AdvanceLog advance -> advance(server, advance);
            case Step.CatchUp catchUp -> {
                ModelServer from = fleet.server(catchUp.source());
                if (!from.address.equals(server.source) || from.life != Life.ALIVE || !server.reaches(from)) {
                    yield Optional.of("it does not replicate from " + from.address);
                }
                server.received = Math.max(server.received, from.has);
                server.has = Math.max(server.has, from.has);
                if (server.stores) {
                    server.copy(from);
                }
                yield Optional.empty();
            }
            case Step.Level level -> {
                server.has = Math.max(server.has, fleet.server(level.from()).has);
                yield Optional.empty();
            }
        };
    }

    private Optional<String> drain(ModelServer server) {
        drained.add(server.address);
        if (server.applierError != 0) {
            return Optional.of("its applier stopped with error " + server.applierError);
        }
        server.applierWanted = true;
        server.stopReceiver();
        if (server.drainTakes() > fleet.policy.drainDeadline().toMillis()) {
            return Optional.of("it has not applied everything within the deadline");
        }
        server.has = Math.max(server.has, server.received);
        return Optional.empty();
    }

    private Optional<String> makeWritable(ModelServer server) {
        for (ModelServer other : fleet.servers.values()) {
            boolean gaveUp = !other.address.equals(subject)
                    && fleet.state.fleet().ancestry(other.address).contains(subject)
                    && known.contains(other.address)
                    && fleet.look(other.address).isPresent()
                    && Math.max(other.has, other.received) > server.has;
            if (gaveUp && !acceptLoss) {
                throw new AssertionError(server.address + " is promoted although " + other.address + " has more");
            }
        }
        server.readOnly = false;
        server.writes = true;
        promoted = server.address;
        return Optional.empty();
    }

    private Optional<String> repoint(ModelServer server, Step.Repoint repoint) {
        List<String> tried = new ArrayList<>();
        for (Address below : repoint.below()) {
            ModelServer target = fleet.server(below);
            if (target.life != Life.ALIVE || fleet.look(below).isEmpty()) {
                tried.add(below + " does not answer");
            } else if (server.errant) {
                tried.add(server.address + " has transactions of its own");
            } else if (target.has < server.has) {
                tried.add(server.address + " is ahead of " + below);
            } else if (server.stores && hasAnother(server, target, repoint.place())) {
                tried.add(server.address + " stored what " + below + " does not have");
            } else {
                checkPlace(server, target, repoint.place());
                server.follow(below, fleet.now);
                if (server.stores) {
                    if (repoint.place() instanceof Place.Continuation goesOn) {
                        server.lineage = goesOn.at().fileNumber();
                    }
                    server.copy(target);
                }
                movedSomebody = true;
                return Optional.empty();
            }
        }
        return Optional.of(String.join("; ", tried));
    }

    /** A Binlog Server that goes on at its own end receives its last event again and compares before it stores anything. */
    private boolean hasAnother(ModelServer server, ModelServer target, Place place) {
        boolean atItsEnd = place instanceof Place.Identical || place instanceof Place.SameLog;
        return atItsEnd && !target.holds(told(server, target, place), server.has);
    }

    private Coordinates told(ModelServer server, ModelServer target, Place place) {
        return switch (place) {
            case Place.Identical identical -> identical.at();
            case Place.Continuation goesOn -> goesOn.at();
            case Place.SameLog same -> fleet.server(Objects.requireNonNull(server.source)).own(server.has);
            case Place.ByMatching matching -> target.own(server.has);
            case Place.ByGtid gtid -> target.own(server.has);
        };
    }

    /** What is told to a replica must mean what it has. */
    private void checkPlace(ModelServer server, ModelServer target, Place place) {
        Coordinates told = told(server, target, place);
        if (!target.holds(told, server.has)) {
            throw new AssertionError(server.address + " would go on at " + told + " below " + target.address + " instead of "
                    + target.own(server.has));
        }
        if (server.stores && place instanceof Place.ByMatching) {
            throw new AssertionError("the Binlog Server " + server.address + " is put below " + target.address + " by matching");
        }
    }

    private Optional<String> advance(ModelServer server, Step.AdvanceLog step) {
        boolean stopped = server.receiver == Receiver.STOPPED && !server.applierWanted && server.readOnly;
        Coordinates stands = fleet.server(Objects.requireNonNull(server.source)).own(server.has);
        if (!stopped || !stands.equals(step.end())) {
            return Optional.of("it is not stopped, or stands at " + stands + " instead of " + step.end());
        }
        server.advance(step.beyond());
        return Optional.empty();
    }

    // ---- words ------------------------------------------------------------------------------------------------------

    static String inWords(Stage stage) {
        return stage.title() + ": " + stage.steps().stream().map(ModelRecovery::inWords).collect(Collectors.joining(", "));
    }

    static String inWords(Step step) {
        return switch (step) {
            case Step.Drain drain -> "drain " + drain.server();
            case Step.ResumeReceiving resume -> "resume " + resume.server();
            case Step.StopReplication stop -> "stop " + stop.server();
            case Step.StartReplication start -> "start " + start.server();
            case Step.ForgetSource forget -> forget.server() + " forgets its source";
            case Step.MakeWritable writable -> writable.server() + " writable";
            case Step.TellClients tell -> "tell clients of " + tell.server();
            case Step.LetClientsGo letGo -> "clients leave " + letGo.server();
            case Step.AwaitClients await -> "await clients of " + await.server();
            case Step.StopWrites stop -> "no writes on " + stop.server();
            case Step.Follow follow -> follow.server() + " follows " + follow.below()
                    + (follow.place() instanceof Place.Identical ? " at the same place" : " by GTID");
            case Step.MakeReadOnly readOnly -> readOnly.server() + " read only";
            case Step.CatchUp catchUp -> catchUp.server() + " catches up with " + catchUp.source();
            case Step.Level level -> level.server() + " gets what " + level.from() + " has more";
            case Step.AdvanceLog advance -> advance.server() + " begins a file above " + advance.beyond();
            case Step.Repoint repoint -> repoint.server() + " below "
                    + repoint.below().stream().map(Address::toString).collect(Collectors.joining(" or ")) + switch (repoint.place()) {
                        case Place.Identical identical -> " at the same place";
                        case Place.ByMatching matching -> " by matching";
                        case Place.SameLog same -> " at its own place in the log of " + same.log();
                        case Place.Continuation goesOn -> " at " + goesOn.at();
                        case Place.ByGtid gtid -> " by GTID";
                    };
        };
    }
}

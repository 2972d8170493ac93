package dev.tutti.core.story;

import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.engine.Command;
import dev.tutti.core.engine.Event;
import dev.tutti.core.engine.PastRecovery;
import dev.tutti.core.explain.DiagnosisSentences;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.core.plan.FailoverPlanner;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Planned;
import dev.tutti.core.plan.Planners;
import dev.tutti.core.plan.Refusal;
import dev.tutti.core.plan.RescuePlanner;
import dev.tutti.core.plan.SwitchoverPlanner;
import dev.tutti.core.problems.Problems;
import dev.tutti.core.story.ModelServer.Life;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Carries out a transcript's commands on a model fleet and writes down what happens. */
final class Story {
    final ModelFleet fleet = new ModelFleet(this::obey);
    private final FleetText text = new FleetText(fleet);
    private final List<String> said = new ArrayList<>();
    private long blockBegan;
    private boolean quiet;

    /** What the commands of one block lead to, a line each. */
    List<String> block(List<String> commands) {
        said.clear();
        blockBegan = fleet.now;
        commands.forEach(this::command);
        return said.stream().map(line -> line.replace(":3306", "")).toList();
    }

    private void say(String what) {
        if (!quiet) {
            said.add("%-8s ".formatted("+" + (fleet.now - blockBegan) + "ms") + what);
        }
    }

    // ---- what the engine wants ----------------------------------------------------------------------------------------

    private void obey(ModelFleet model, Command command) {
        switch (command) {
            case Command.Probe probe -> probe.servers().stream().sorted().forEach(server -> model.after(0, () -> model.wake(server)));
            case Command.RestartReceivers restart -> restart(model, restart);
            case Command.Recover recover -> recover(model, recover);
            case Command.Fence fence -> {
                say("fence " + fence.formerPrimary());
                ModelServer server = model.server(fence.formerPrimary());
                model.after(5, () -> server.readOnly = !server.fenceFails);
            }
            case Command.Rejoin rejoin -> {
                say("rejoin " + rejoin.store());
                model.after(5, () -> new ModelRecovery(model, rejoin.store(), false, false, this::say)
                        .perform(Planners.rejoin(model.state.fleet(), rejoin.store(), rejoin.former(), rejoin.replacedBy())));
            }
            case Command.Note note -> say(DiagnosisSentences.of(note.decision()));
        }
    }

    private void restart(ModelFleet model, Command.RestartReceivers restart) {
        say("restart the receivers of " + Sentences.list(restart.replicas().stream().sorted().toList()));
        for (Address replica : restart.replicas()) {
            boolean knownStopped = model.state.fleet().server(replica).flatMap(Watched::lastStatus)
                    .flatMap(ServerStatus::replicating)
                    .filter(replication -> !replication.applierRunning())
                    .isPresent();
            if (knownStopped) {
                throw new AssertionError("the receiver of " + replica + " is restarted while its applier is stopped");
            }
            ModelServer server = model.server(replica);
            model.after(15, () -> {
                // Whoever performs it looks once more: the applier may have been stopped, or the server be gone, since.
                boolean done = !server.restartFails
                        && model.look(replica).isPresent()
                        && server.applierWanted
                        && server.applierError == 0;
                if (done) {
                    server.restartReceiver(server.source == null ? null : model.server(server.source), model.now);
                }
                model.tell(new Event.ReceiverRestarted(replica, done, model.instant()));
                model.wake(replica);
            });
        }
    }

    private void recover(ModelFleet model, Command.Recover recover) {
        Address subject = recover.diagnosis().subject();
        ModelServer dead = model.server(subject);
        String witnesses = recover.diagnosis().witnesses().stream()
                .map(DiagnosisSentences::of)
                .collect(Collectors.joining("; "));
        say("recover " + subject + ": " + witnesses);
        for (ModelServer replica : model.servers.values()) {
            // A look may be a second old when it is judged by, and one that began before may still time out.
            long known = model.now - 2200;
            boolean knowable = !replica.cutFromUs
                    && replica.turnsAway == null
                    && replica.fedSince < known
                    && replica.visibleSince < known;
            if (dead.life == Life.ALIVE && replica.fedBy(dead) && knowable) {
                throw new AssertionError("a wrong recovery: " + replica.address + " receives from the living " + subject
                        + " (" + witnesses + ")");
            }
        }
        boolean primary = recover.diagnosis() instanceof Diagnosis.PrimaryDead;
        model.after(5, () -> new ModelRecovery(model, subject, primary, false, this::say).start());
    }

    // ---- commands -----------------------------------------------------------------------------------------------------

    private void command(String line) {
        String[] words = line.strip().split("\\s+");
        switch (words[0]) {
            case "chain", "also" -> text.chain(words);
            case "policy" -> text.policy(words);
            case "watch" -> {
                quiet = true;
                fleet.servers.keySet().forEach(fleet::watch);
                fleet.run(3000);
                quiet = false;
                blockBegan = fleet.now;
            }
            case "begin" -> fleet.servers.keySet().forEach(fleet::watch);
            case "run" -> fleet.run(ModelFleet.millis(words[1]));
            case "quietly" -> {
                quiet = true;
                fleet.run(ModelFleet.millis(words[1]));
                quiet = false;
                blockBegan = fleet.now;
            }
            case "load" -> fleet.load = words[1].equals("on");
            case "kill" -> servers(words).forEach(fleet::kill);
            case "hang" -> servers(words).forEach(server -> server.life = Life.HUNG);
            case "start" -> servers(words).forEach(server -> server.life = Life.ALIVE);
            case "cut", "heal" -> cut(words);
            case "turn-away" -> fleet.turnAway(server(words[1]), "error 1040: Too many connections");
            case "let-in" -> server(words[1]).turnsAway = null;
            case "pause" -> {
                fleet.pause(ModelFleet.millis(words[1]));
                fleet.run(ModelFleet.millis(words[1]));
            }
            case "set" -> text.set(server(words[1]), words[2]);
            case "acknowledge" -> fleet.tell(new Event.Acknowledged(address(words[1]).toString()));
            case "downtime" -> fleet.tell(new Event.DowntimeSet(
                    address(words[1]), Duration.ofMillis(ModelFleet.millis(words[2])), "maintenance"));
            case "remember" -> fleet.tell(new Event.Remembered(new PastRecovery(
                    address(words[1]), address(words[1]).toString(), true, address(words[2]),
                    ModelFleet.START.minusSeconds(86_400), true)));
            case "forget" -> fleet.unwatch(address(words[1]));
            case "repoint" -> server(words[1]).follow(address(words[2]), fleet.now);
            case "recover" -> new ModelRecovery(fleet, address(words[1]), true, words.length > 2, this::say).start();
            case "switchover" -> new ModelRecovery(fleet, address(words[1]), false, false, this::say)
                    .perform(switchover(address(words[1]), words.length > 3 ? address(words[3]) : null));
            case "plan" -> plan(words);
            case "show" -> show();
            case "holdings" -> holdings();
            default -> throw new IllegalArgumentException("no such command: " + line);
        }
    }

    private void cut(String[] words) {
        boolean cut = words[0].equals("cut");
        if (!words[1].equals("us")) {
            ModelServer one = server(words[1]);
            for (int i = 2; i < words.length; i++) {
                if (cut) {
                    one.cutFrom.add(address(words[i]));
                } else {
                    one.cutFrom.remove(address(words[i]));
                }
            }
        } else if (words[2].equals("all")) {
            fleet.servers.values().forEach(server -> server.cutFromUs = cut);
        } else {
            for (int i = 2; i < words.length; i++) {
                server(words[i]).cutFromUs = cut;
            }
        }
    }

    private Planned switchover(Address primary, @Nullable Address wanted) {
        return SwitchoverPlanner.plan(
                new SwitchoverPlanner.Situation(
                        fleet.state.fleet(), fleet.state.downtimes().keySet(), fleet.state.inProgress().keySet()),
                primary,
                wanted,
                fleet.policy,
                Duration.ofSeconds(10));
    }

    private void plan(String[] words) {
        Address subject = address(words[2]);
        Planned planned = switch (words[1]) {
            case "failover" -> FailoverPlanner.plan(fleet.state.fleet(), subject, fleet.policy, words.length > 3);
            case "rescue" -> RescuePlanner.plan(fleet.state.fleet(), subject, fleet.policy);
            case "switchover" -> switchover(subject, words.length > 4 ? address(words[4]) : null);
            case "relocate" -> Planners.relocate(fleet.state.fleet(), subject, address(words[4]));
            default -> throw new IllegalArgumentException("no such plan: " + words[1]);
        };
        switch (planned) {
            case Refusal refusal -> said.add("refused: " + Sentences.of(refusal));
            case Plan plan -> {
                plan.stages().forEach(stage -> said.add(ModelRecovery.inWords(stage)));
                plan.forecast().forEach(stage -> said.add("forecast: " + ModelRecovery.inWords(stage)));
            }
        }
    }

    private void show() {
        Map<Address, List<Diagnosis>> problems = Problems.of(fleet.state, Map.of());
        for (ModelServer server : fleet.servers.values()) {
            Watched watched = fleet.state.fleet().server(server.address).orElse(Watched.unknown(server.address));
            said.add(watched.lastStatus().map(status -> inWords(watched, status)).orElse(server.address + " was never seen"));
            problems.getOrDefault(server.address, List.of())
                    .forEach(problem -> said.add("    " + DiagnosisSentences.of(problem)));
        }
    }

    /** How much of the common stream each living server has, and where its source's log, and its own, hold that place. */
    private void holdings() {
        for (ModelServer server : fleet.servers.values()) {
            if (server.life == Life.ALIVE) {
                said.add(server.address + " has " + server.has
                        + (server.source == null ? "" : ", reads " + server.source + " at " + fleet.server(server.source).own(server.has))
                        + ", logs at " + server.own(server.has));
            }
        }
    }

    private static String inWords(Watched watched, ServerStatus status) {
        Replication replication = status.replication();
        return watched.address() + (replication == null ? ", primary" : " below " + replication.source())
                + (status.storesOnly() ? ", Binlog Server" : "")
                + (status.readOnly() ? "" : ", writable")
                + (watched.answering() ? "" : ", when last seen")
                + (watched.chain().equals(watched.address().toString()) ? "" : ", chain " + watched.chain());
    }

    private List<ModelServer> servers(String[] words) {
        List<ModelServer> servers = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            servers.add(server(words[i]));
        }
        return servers;
    }

    private ModelServer server(String word) {
        return fleet.server(address(word));
    }

    static Address address(String word) {
        return new Address(word, 3306);
    }
}

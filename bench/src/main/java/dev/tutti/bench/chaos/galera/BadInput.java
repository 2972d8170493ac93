package dev.tutti.bench.chaos.galera;

import static dev.tutti.bench.chaos.galera.Scene.expect;

import dev.tutti.bench.chaos.SmallDisk;
import dev.tutti.bench.galera.GaleraChecks;
import dev.tutti.lab.GaleraNode;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** Files, agents and commands that are not as they should be: each is named, and nothing is overwritten. */
final class BadInput {
    static final List<GaleraScenario> ALL = List.of(
            grastate("grastate-empty", "empty", ""),
            grastate("grastate-truncated", "cut off", "# GALERA saved state\nversion: 2.1\nuuid:    3a96"),
            grastate("grastate-missing", "missing", null),
            grastate("grastate-version", "of another version",
                    "# GALERA saved state\nversion: 9.9\nuuid:    3\nseqno:   -1\nsafe_to_bootstrap: 1\n"),
            new GaleraScenario("agent-hangs", "an agent halted (SIGSTOP), then its node killed",
                    "silence is not death: nothing is started until the agent answers", Cast.FOUR, BadInput::agentHangs),
            new GaleraScenario("agent-lies", "an agent says that its living node does not run",
                    "the node's own answer counts; nothing is done", Cast.FOUR, BadInput::agentLies),
            new GaleraScenario("clock-apart", "an agent's clock is an hour ahead, then another node is killed",
                    "the difference is told, and the recovery is as always", Cast.FOUR, BadInput::clockApart),
            new GaleraScenario("wrong-cluster-name", "a node killed, with another wsrep_cluster_name in its file",
                    "tried a bounded number of times, then left, the cause named", Cast.FOUR, BadInput::wrongName),
            new GaleraScenario("full-disk", "a node to be rebuilt on a disk that is too small",
                    "fails with the cause named, the others untouched", Cast.FOUR, BadInput::fullDisk),
            new GaleraScenario("command-fails", "the start command of an agent ends with an error",
                    "named; nothing overwritten", Cast.FOUR, scene -> command(scene, "exit 7")),
            new GaleraScenario("command-hangs", "the start command of an agent never ends",
                    "given up and named; nothing overwritten", Cast.FOUR, scene -> command(scene, "exec sleep 600")));

    private static final Duration WATCHED = Duration.ofSeconds(5);
    private static final long HALF_AN_HOUR = 1_800_000;
    /** Room for the cache, and not for the data. */
    private static final int MEGABYTES = 40;

    private BadInput() {}

    private static GaleraScenario grastate(String name, String how, @Nullable String text) {
        return new GaleraScenario(
                name, "grastate.dat of a killed node is " + how, "told; not started; saved before it is rebuilt by request",
                Cast.FOUR, scene -> savedState(scene, text));
    }

    private static void savedState(Scene scene, @Nullable String text) throws IOException {
        scene.hostsDie("n4");
        GaleraNode node = scene.node("n4");
        Histories.writeSavedState(node, text);
        scene.hostsReturn("n4");
        scene.told("tainted_folder", "n4");
        scene.stays("n4 is not started", WATCHED, () -> node.pid().isEmpty());
        expect(text == null ? Files.notExists(node.savedState()) : Files.readString(node.savedState()).equals(text),
                "grastate.dat was changed");
        Histories.rebuilt(scene, node);
        scene.whole();
    }

    private static void agentHangs(Scene scene) {
        scene.write();
        scene.fleet().pause(scene.fleet().agentOf("n4").name());
        scene.until("it is told that the agent is silent", () ->
                scene.seen().agent("n4").path("state").asString("").equals("silent"));
        scene.fact("agent of n4: " + scene.seen().agent("n4").path("why").asString(""));
        scene.fleet().kill("n4");
        scene.until("the others go on", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n3"));
        scene.stays("nothing is done to n4", WATCHED, () -> scene.recoveries().isEmpty());
        scene.fact("care: " + scene.seen().care());
        scene.fleet().resume(scene.fleet().agentOf("n4").name());
        scene.recovered("galera_restart");
        scene.gotOnlyWhatItLacked("n4");
        scene.whole();
    }

    private static void agentLies(Scene scene) throws IOException {
        scene.write();
        try (LyingAgent liar = LyingAgent.insteadOf(scene, "n4", LyingAgent.Lie.NOT_RUNNING)) {
            scene.until("the lie is heard", () ->
                    scene.seen().agent("n4").path("process").asString("").equals("not_running"));
            scene.stays("nothing is done to n4", WATCHED, () -> scene.recoveries().isEmpty() && scene.seen().synced("n4"));
            expect(liar.orders().isEmpty(), "the agent was given orders: " + liar.orders());
        }
        scene.hostsReturn("n4");
        scene.whole();
    }

    private static void clockApart(Scene scene) throws IOException {
        scene.write();
        try (LyingAgent liar = LyingAgent.insteadOf(scene, "n4", LyingAgent.Lie.AN_HOUR_AHEAD)) {
            scene.until("the difference is told", () ->
                    Math.abs(scene.seen().agent("n4").path("clock_off_ms").asLong(0)) > HALF_AN_HOUR);
            scene.fact("clock_off_ms " + scene.seen().agent("n4").path("clock_off_ms").asLong(0));
            scene.fleet().kill("n3");
            scene.recovered("galera_restart");
            expect(liar.orders().isEmpty(), "the agent was given orders: " + liar.orders());
        }
        scene.hostsReturn("n4");
        scene.whole();
    }

    private static void wrongName(Scene scene) throws IOException {
        scene.write();
        GaleraNode node = scene.node("n4");
        String right = Files.readString(node.defaultsFile());
        Files.writeString(node.defaultsFile(), right.replaceFirst(
                "(?m)^wsrep[_-]cluster[_-]name\\s*=.*$", "wsrep_cluster_name = somebody-else"));
        scene.fleet().kill("n4");
        scene.until("it is left after some attempts", () -> scene.seen().care().contains("did not stay"));
        int attempts = scene.recoveries().size();
        scene.fact(attempts + " attempts; " + scene.recoveries().getFirst().outcome());
        expect(scene.recoveries().getFirst().outcome().contains("wsrep_cluster_name"), "the cause is not named");
        scene.fact("care: " + scene.seen().care());
        scene.stays("n4 is left alone", WATCHED, () -> scene.recoveries().size() == attempts);
        scene.writesGoOn("n1", "n2", "n3");
        Files.writeString(node.defaultsFile(), right);
        Deaths.resync(scene, "n4");
        scene.gotOnlyWhatItLacked("n4");
        scene.whole();
    }

    private static void fullDisk(Scene scene) throws IOException {
        scene.write();
        scene.hostsDie("n4");
        GaleraNode node = scene.node("n4");
        try (SmallDisk disk = SmallDisk.on(node.dataFolder(), MEGABYTES)) {
            expect(disk.canBeFilled(), "no small disk can be mounted here");
            scene.hostsReturn("n4");
            scene.until("its agent is heard", () ->
                    scene.seen().agent("n4").path("state").asString("").equals("answering"));
            var order = scene.ask("nodes/n4/resync");
            if (order.accepted()) {
                long id = order.body().path("id").asLong();
                scene.until("it has failed", () -> !scene.api().recovery(id).running());
                expect(!scene.api().recovery(id).succeeded(), "a full transfer fits on " + MEGABYTES + " MB");
                scene.fact(scene.api().recovery(id).outcome());
                scene.until("the cause is named", () -> scene.causes("n4").contains("disk_full"));
            } else {
                expect(order.refused(), "resync was answered " + order);
                scene.fact("refused: " + order.message());
            }
            scene.writesGoOn("n1", "n2", "n3");
            scene.hostsDie("n4");
        }
        // What was there before is there again, and goes on from where it was.
        long full = scene.given("n4").full();
        scene.hostsReturn("n4");
        scene.allSynced();
        expect(scene.given("n4").full() == full, "n4 got everything anew instead of what it lacked");
        scene.whole();
    }

    private static void command(Scene scene, String body) throws IOException {
        scene.write();
        scene.hostsDie("n4");
        Path configuration = scene.fleet().agentOf("n4").configurationFile();
        String right = Files.readString(configuration);
        Path script = Files.writeString(configuration.resolveSibling("start.sh"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(configuration, right.replaceFirst("(?s)  start:\n.*?\nsave:", "  start: [\"" + script + "\"]\nsave:")
                + "deadlines:\n  recover: 3s\n  start: 3s\n");
        int saved = GaleraChecks.saved(scene.node("n4")).size();
        scene.hostsReturn("n4");
        scene.told("broken_folder", "n4");
        scene.stays("nothing is overwritten", WATCHED, () -> GaleraChecks.saved(scene.node("n4")).size() == saved
                && scene.node("n4").pid().isEmpty());
        scene.fact("care: " + scene.seen().care());
        scene.hostsDie("n4");
        Files.writeString(configuration, right);
        scene.hostsReturn("n4");
        scene.recovered("galera_restart");
        scene.gotOnlyWhatItLacked("n4");
        scene.whole();
    }
}

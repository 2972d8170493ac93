package dev.tutti.bench.chaos.galera;

import static dev.tutti.bench.chaos.galera.Scene.expect;

import dev.tutti.bench.galera.GaleraChecks;
import dev.tutti.lab.GaleraDamage;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.GaleraPosition;
import dev.tutti.lab.process.Deadline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Data folders that must not be overwritten, or not be believed. */
final class Histories {
    static final List<GaleraScenario> ALL = List.of(
            new GaleraScenario("zero-uuid-safe", "all killed; one has UUID zero and safe_to_bootstrap: 1 in grastate.dat",
                    "never begun there, its folder intact until a person asks, then saved and rebuilt", Cast.FOUR,
                    Histories::zeroUuid),
            new GaleraScenario("node-ahead", "a node comes back with more than the cluster that was begun without it",
                    "not joined, its folder intact, the surplus counted; saved before it is rebuilt", Cast.FOUR,
                    Histories::ahead),
            new GaleraScenario("foreign-uuid", "a node comes back with the data of another cluster",
                    "not joined, its folder intact; saved before it is rebuilt", Cast.FOUR, Histories::foreign));

    private static final GaleraPosition ZERO = new GaleraPosition("00000000-0000-0000-0000-000000000000", -1);
    private static final Duration WATCHED = Duration.ofSeconds(5);
    private static final int SURPLUS_ROWS = 25;

    private Histories() {}

    private static void zeroUuid(Scene scene) {
        scene.write();
        scene.hostsDie("n1", "n2", "n3", "n4");
        scene.stopWriting();
        GaleraNode tainted = scene.node("n4");
        GaleraDamage.writeSavedState(tainted, ZERO, true);
        List<Path> before = GaleraChecks.saved(tainted);
        scene.hostsReturn("n1", "n2", "n3", "n4");
        scene.until("all agents are heard", () -> List.of("n1", "n2", "n3", "n4").stream()
                .allMatch(node -> scene.seen().agent(node).path("state").asString("").equals("answering")));
        scene.until("the cluster is begun, or a person is asked", () ->
                Cuts.primaryOf(scene, 3, "n1", "n2", "n3") || scene.seen().care().contains("agree"));
        if (scene.seen().care().contains("agree")) {
            scene.fact("care: " + scene.seen().care());
            scene.order("recover", Map.of());
        }
        scene.until("three go on", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n3") || Cuts.primaryOf(scene, 4, "n1"));
        rebuilt(scene, tainted, before);
        scene.whole();
    }

    private static void ahead(Scene scene) throws Exception {
        scene.write();
        scene.stopWriting();
        neverFlush(scene, "n1", "n2", "n3");
        // Only n4 has these on disk when all die at once.
        for (int i = 0; i < SURPLUS_ROWS; i++) {
            Cuts.execute(scene, "n4", "INSERT INTO app.t (v) VALUES ('surplus " + i + "')");
        }
        scene.hostsDie("n1", "n2", "n3", "n4");
        GaleraNode more = scene.node("n4");
        GaleraPosition at = more.recover().position().orElseThrow();
        scene.hostsReturn("n1", "n2", "n3");
        scene.until("it asks about n4", () ->
                scene.dryRun("recover").concerns().containsKey("unaccounted"));
        scene.order("recover", Map.of());
        scene.until("three go on", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n3"));
        GaleraPosition now = scene.node("n1").status().orElseThrow().position();
        expect(now.seqno() < at.seqno(), "n4 is not ahead: the cluster is at " + now + " and n4 at " + at
                + "; nothing is shown by this run");
        scene.hostsReturn("n4");
        keptApart(scene, more, at);
        scene.fact("care: " + scene.seen().care());
        scene.asksFor("nodes/n4/resync", "surplus");
        rebuilt(scene, more);
        scene.allSynced();
        scene.historyKept();
        GaleraChecks.awaitEqual(scene.fleet(), Scene.LONG);
    }

    private static void foreign(Scene scene) throws Exception {
        scene.hostsDie("n4");
        GaleraNode stranger = scene.node("n4");
        scene.until("the others go on", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n3"));
        // Without grastate.dat, it begins a history of its own.
        Files.deleteIfExists(stranger.savedState());
        Files.deleteIfExists(stranger.savedView());
        scene.fleet().partition(List.of(List.of("n1", "n2", "n3"), List.of("n4")));
        scene.fleet().startPlainly("n4", List.of(GaleraNode.NEW_CLUSTER, "--wsrep_cluster_address=gcomm://"));
        scene.until("n4 is a cluster of its own", () -> Cuts.primaryOf(scene, 1, "n4"));
        Cuts.execute(scene, "n4", "INSERT INTO app.t (v) VALUES ('of another history')");
        scene.fleet().stop("n4");
        scene.fleet().heal();
        GaleraPosition at = stranger.recover().position().orElseThrow();
        expect(!at.uuid().equals(scene.node("n1").status().orElseThrow().position().uuid()), "n4 has no history of its own");
        scene.hostsReturn("n4");
        keptApart(scene, stranger, at);
        scene.fact("care: " + scene.seen().care());
        scene.asksFor("nodes/n4/resync", "other_history");
        rebuilt(scene, stranger);
        scene.whole();
    }

    /** What these nodes commit from now on is gone when they are killed. Begins when all are at the same position. */
    static void neverFlush(Scene scene, String... nodes) throws Exception {
        scene.until("all are at the same position", () -> scene.fleet().nodes().stream()
                .map(node -> node.status().orElseThrow().position()).distinct().count() == 1);
        for (String node : nodes) {
            Cuts.execute(scene, node, "SET GLOBAL innodb_flush_log_at_timeout = 2700");
            Cuts.execute(scene, node, "SET GLOBAL innodb_flush_log_at_trx_commit = 0");
        }
    }

    /** Nothing is started there, and what it has is what it had. */
    private static void keptApart(Scene scene, GaleraNode node, GaleraPosition at) {
        scene.until("its agent is heard", () -> scene.seen().agent(node.name()).path("state").asString("").equals("answering"));
        scene.stays(node.name() + " is not started", WATCHED, () -> node.pid().isEmpty());
        Optional<GaleraPosition> still = recover(node);
        expect(still.equals(Optional.of(at)), node.name() + " was at " + at + " and is at " + still);
    }

    /** The control plane may be looking for the position at the same moment, which the server's lock lets only one do. */
    private static Optional<GaleraPosition> recover(GaleraNode node) {
        Deadline.in(Scene.LONG).await(() -> node.recover().position().isPresent(), node.name() + " has no position", () -> "");
        return node.recover().position();
    }

    /** By request: what it had is saved, then it gets everything anew. */
    static void rebuilt(Scene scene, GaleraNode node) {
        rebuilt(scene, node, GaleraChecks.saved(node));
    }

    /** @param before what had been saved before anything could rebuild it: a recovery that was agreed to may do so as well */
    private static void rebuilt(Scene scene, GaleraNode node, List<Path> before) {
        if (node.pid().isEmpty()) {
            scene.order("nodes/" + node.name() + "/resync", Map.of());
        }
        scene.allSynced();
        List<Path> saved = GaleraChecks.saved(node).stream().filter(folder -> !before.contains(folder)).toList();
        expect(!saved.isEmpty(), "the data of " + node.name() + " were overwritten without being saved");
        scene.fact("saved: " + saved.getFirst().getFileName());
    }

    /** Replaces grastate.dat by this text; null removes it. */
    static void writeSavedState(GaleraNode node, @org.jspecify.annotations.Nullable String text) throws IOException {
        if (text == null) {
            Files.deleteIfExists(node.savedState());
        } else {
            Files.writeString(node.savedState(), text);
        }
    }
}

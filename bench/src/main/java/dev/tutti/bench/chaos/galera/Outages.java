package dev.tutti.bench.chaos.galera;

import static dev.tutti.bench.chaos.galera.Scene.expect;

import dev.tutti.lab.GaleraDamage;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.GaleraPosition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Nobody is left, or only those that stopped. */
final class Outages {
    static final List<GaleraScenario> ALL = List.of(
            new GaleraScenario("kill-all", "all nodes killed under load",
                    "Primary with all four, UUID kept, nothing lost", Cast.FOUR, Outages::all),
            new GaleraScenario("kill-all-two-behind", "all killed, two of them without what they had not flushed",
                    "begins with what the others have; nobody is ever started without its position", Cast.FOUR,
                    Outages::twoBehind),
            new GaleraScenario("three-of-four-return", "all killed, one host stays away",
                    "a person is asked about the fourth; then three go on, and it joins later", Cast.FOUR, Outages::threeReturn),
            new GaleraScenario("staggered-stop", "all stopped in order, one after the other, under load",
                    "left to a person, who recovers: begins with the one stopped last", Cast.FOUR, Outages::staggered),
            new GaleraScenario("stale-safe-flag", "all killed; one that was out before has safe_to_bootstrap: 1",
                    "the flag is ignored; nothing lost", Cast.FOUR, Outages::staleFlag),
            new GaleraScenario("kill-plane", "the control plane killed in the middle of recovering from total outages",
                    "exactly one bootstrap for each, whatever moment it died at", Cast.FOUR, Outages::planeKilled));

    private static final int LATE_ROWS = 25;

    private Outages() {}

    private static void all(Scene scene) {
        scene.write();
        long killed = System.nanoTime();
        scene.fleet().killAllNodes();
        scene.recovered("galera_recover").deciding()
                .ifPresent(took -> scene.fact("decided within " + took.toMillis() + " ms of noticing"));
        scene.allSynced();
        scene.lap("all Synced", killed);
        positionsGiven(scene);
        scene.writesGoOn("n1", "n2", "n3", "n4");
        scene.whole();
    }

    private static void twoBehind(Scene scene) throws Exception {
        scene.write();
        scene.stopWriting();
        Histories.neverFlush(scene, "n3", "n4");
        for (int i = 0; i < LATE_ROWS; i++) {
            Cuts.execute(scene, "n1", "INSERT INTO app.t (v) VALUES ('late " + i + "')");
        }
        long rows = scene.rows("n1");
        scene.hostsDie("n1", "n2", "n3", "n4");
        Map<String, GaleraPosition> positions = scene.fleet().recoverAll();
        expect(behind(positions, "n3") > 0 && behind(positions, "n4") > 0, "nobody is behind, so that nothing is shown: " + positions);
        scene.fact("behind n1: n3 by " + behind(positions, "n3") + ", n4 by " + behind(positions, "n4") + " transactions");
        scene.hostsReturn("n1", "n2", "n3", "n4");
        scene.recovered("galera_recover");
        scene.allSynced();
        positionsGiven(scene);
        scene.whole();
        expect(scene.rows("n3") == rows, "n3 has " + scene.rows("n3") + " rows, and n1 had " + rows);
    }

    private static long behind(Map<String, GaleraPosition> positions, String node) {
        return positions.getOrDefault("n1", new GaleraPosition("", 0)).seqno()
                - positions.getOrDefault(node, new GaleraPosition("", 0)).seqno();
    }

    private static void threeReturn(Scene scene) {
        scene.write();
        scene.stopWriting();
        scene.hostsDie("n1", "n2", "n3", "n4");
        scene.hostsReturn("n1", "n2", "n3");
        scene.until("it asks", () -> scene.dryRun("recover").concerns().containsKey("unaccounted"));
        expect(scene.bootstrapsOrdered() == 0, "a bootstrap was ordered though nothing was known of n4");
        scene.asksFor("recover", "unaccounted");
        scene.order("recover", Map.of());
        scene.until("three go on", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n3"));
        scene.hostsReturn("n4");
        scene.allSynced();
        expect(scene.bootstrapsOrdered() == 1, scene.bootstrapsOrdered() + " bootstraps were ordered");
        scene.whole();
    }

    private static void staggered(Scene scene) {
        scene.write();
        for (String node : List.of("n4", "n3", "n2")) {
            scene.fleet().stop(node);
            scene.writesGoOn("n1");
        }
        scene.stopWriting();
        scene.fleet().stop("n1");
        scene.until("it is left to a person", () -> scene.seen().care().contains("orderly"));
        scene.fact("care: " + scene.seen().care());
        scene.order("recover", Map.of());
        scene.allSynced();
        expect(scene.bootstrapsOrdered() == 1, scene.bootstrapsOrdered() + " bootstraps were ordered");
        scene.gotOnlyWhatItLacked("n1");
        positionsGiven(scene);
        scene.whole();
    }

    private static void staleFlag(Scene scene) throws IOException {
        scene.write();
        scene.hostsDie("n4");
        scene.until("the others go on", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n3"));
        scene.writesGoOn("n1", "n2", "n3");
        GaleraNode stale = scene.node("n4");
        GaleraDamage.writeSavedState(stale, stale.recover().position().orElseThrow(), true);
        scene.hostsDie("n1", "n2", "n3");
        scene.stopWriting();
        scene.hostsReturn("n1", "n2", "n3", "n4");
        scene.recovered("galera_recover");
        scene.allSynced();
        expect(!startedWith(stale).contains(GaleraNode.NEW_CLUSTER), "the cluster was begun at the stale node");
        scene.whole();
    }

    private static void planeKilled(Scene scene) throws IOException {
        for (String moment : List.of("mark_safe", "bootstrap_new", "join_node")) {
            scene.write();
            // Not of the last view of the others, so that they cannot find each other by themselves.
            scene.hostsDie("n4");
            scene.until("the others go on", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n3"));
            scene.hostsDie("n1", "n2", "n3");
            scene.stopWriting();
            long before = founded(scene);
            scene.hostsReturn("n1", "n2", "n3", "n4");
            scene.until(moment + " has begun", () -> scene.recoveries().stream().anyMatch(one -> one.running() && one.began(moment)));
            scene.watched().plane().kill();
            scene.watched().plane().start();
            scene.allSynced();
            expect(founded(scene) - before == 1, (founded(scene) - before) + " bootstraps were issued after " + moment);
            scene.fact("killed at " + moment + ": one bootstrap");
            scene.whole();
        }
    }

    /** How often any server process was started as the first of a cluster. */
    private static long founded(Scene scene) {
        return scene.fleet().nodes().stream().mapToLong(node -> node.logged("gcomm: bootstrapping new group")).sum();
    }

    /** Every process was started with its recovered position. */
    private static void positionsGiven(Scene scene) {
        for (GaleraNode node : scene.fleet().nodes()) {
            String line = startedWith(node);
            expect(line.contains("--wsrep_start_position=") || line.contains("--wsrep-start-position="),
                    node.name() + " was started without its position: " + line);
        }
    }

    private static String startedWith(GaleraNode node) {
        try {
            return node.pid().isEmpty() ? "" : Files.readString(
                    Path.of("/proc", Long.toString(node.pid().get()), "cmdline"), StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }
}

package dev.tutti.bench.chaos.galera;

import static dev.tutti.bench.chaos.galera.Scene.expect;

import dev.tutti.lab.process.Processes.State;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Nodes that die or hang while others live. */
final class Deaths {
    static final List<GaleraScenario> ALL = List.of(
            new GaleraScenario("kill-one", "one node killed under load",
                    "started again by itself, incremental transfer, nothing lost", Cast.FOUR, Deaths::one),
            new GaleraScenario("kill-two-processes", "two nodes killed together, their agents live",
                    "it is known that both are dead: the others commit again, and both come back", Cast.FOUR, Deaths::twoProcesses),
            new GaleraScenario("kill-two-hosts", "two nodes and their agents killed together",
                    "no bootstrap while nothing is known of them: a person is asked", Cast.FOUR, Deaths::twoHosts),
            new GaleraScenario("kill-two-in-sequence", "two nodes killed, the second when the first was out",
                    "the other two go on committing; both come back", Cast.FOUR, Deaths::twoInSequence),
            new GaleraScenario("freeze", "one node halted (SIGSTOP) and let go on",
                    "told, and nothing is done to it; it comes back by itself", Cast.FOUR, Deaths::freeze));

    private static final Duration WATCHED = Duration.ofSeconds(12);

    private Deaths() {}

    private static void one(Scene scene) {
        scene.write();
        long killed = System.nanoTime();
        scene.fleet().kill("n3");
        scene.until("a recovery begins", () -> !scene.recoveries().isEmpty());
        scene.lap("noticed and decided", killed);
        scene.recovered("galera_restart");
        scene.allSynced();
        scene.lap("Synced", killed);
        scene.gotOnlyWhatItLacked("n3");
        expect(scene.bootstrapsOrdered() == 0, "a bootstrap was ordered");
        scene.writesGoOn("n1", "n2", "n3", "n4");
        scene.whole();
    }

    private static void twoProcesses(Scene scene) {
        scene.write();
        long killed = System.nanoTime();
        scene.fleet().killTogether(List.of("n3", "n4"));
        scene.recovered("galera_recover");
        scene.lap("the others commit", killed);
        scene.allSynced();
        scene.lap("all Synced", killed);
        expect(scene.bootstrapsOrdered() <= 1, scene.bootstrapsOrdered() + " bootstraps were ordered");
        scene.gotOnlyWhatItLacked("n3", "n4");
        scene.writesGoOn("n1", "n2", "n3", "n4");
        scene.whole();
    }

    private static void twoHosts(Scene scene) {
        scene.write();
        scene.hostsDie("n3", "n4");
        scene.until("the others have lost quorum", () -> Cuts.stopped(scene, "n1", "n2"));
        scene.stays("no bootstrap is ordered", WATCHED, () -> scene.bootstrapsOrdered() == 0);
        scene.asksFor("recover", "unaccounted");
        scene.stopWriting();
        scene.hostsReturn("n3", "n4");
        scene.recovered("galera_recover");
        scene.allSynced();
        expect(scene.bootstrapsOrdered() <= 1, scene.bootstrapsOrdered() + " bootstraps were ordered");
        scene.whole();
    }

    private static void twoInSequence(Scene scene) {
        scene.write();
        scene.hostsDie("n4");
        scene.until("the others go on without n4", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n3"));
        scene.hostsDie("n3");
        scene.until("the others go on without n3", () -> Cuts.primaryOf(scene, 2, "n1", "n2"));
        scene.writesGoOn("n1", "n2");
        expect(scene.bootstrapsOrdered() == 0, "a bootstrap was ordered");
        scene.hostsReturn("n3", "n4");
        scene.allSynced();
        scene.gotOnlyWhatItLacked("n3", "n4");
        expect(scene.bootstrapsOrdered() == 0, "a bootstrap was ordered");
        scene.whole();
    }

    private static void freeze(Scene scene) {
        scene.write();
        scene.fleet().pause("n3");
        scene.until("it is told that n3 hangs", () -> scene.seen().problem("frozen", "n3").isPresent());
        scene.until("the others go on without n3", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n4"));
        scene.writesGoOn("n1", "n2", "n4");
        expect(scene.fleet().node("n3").state() == State.PAUSED, "n3 was not left as it was");
        scene.fact("care: " + scene.seen().care());
        scene.fleet().resume("n3");
        scene.allSynced();
        expect(scene.recoveries().isEmpty(), "something was done: " + scene.recoveries());
        scene.whole();
    }

    /** For what begins with a node that is out of the cluster and whose agent lives. */
    static void resync(Scene scene, String node) {
        scene.order("nodes/" + node + "/resync", Map.of());
        scene.allSynced();
    }
}

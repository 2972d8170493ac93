package dev.tutti.bench.chaos.galera;

import static dev.tutti.bench.chaos.galera.Scene.expect;

import dev.tutti.bench.galera.Foretold;
import dev.tutti.bench.galera.GaleraApi.Answer;
import dev.tutti.bench.galera.GaleraChecks;
import dev.tutti.bench.galera.RecoverySeen;
import dev.tutti.lab.GaleraDamage;
import dev.tutti.lab.GaleraData;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.GaleraPosition;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Nodes that need everything, or nearly. */
final class StateTransfers {
    static final List<GaleraScenario> ALL = List.of(
            new GaleraScenario("corrupt-innodb", "a node's InnoDB files damaged while it is down",
                    "excluded; its folder saved and rebuilt when asked", Cast.FOUR, StateTransfers::corrupt),
            new GaleraScenario("sst-20mbit", "a node rebuilt over links of 20 Mbit/s",
                    "the duration foretold within 25%", Cast.FOUR, StateTransfers::slow),
            new GaleraScenario("donor-killed", "the donor killed in the middle of a full transfer",
                    "the half copy is never taken for data; both come back", Cast.FOUR, StateTransfers::donorKilled),
            new GaleraScenario("desynced-donor", "a node needs everything, the other of its segment is desynced",
                    "a donor of the other segment is named, so that it does not wait for ever", Cast.TWO_SEGMENTS,
                    StateTransfers::desyncedDonor),
            new GaleraScenario("cache-boundary", "a node misses just less, then just more than the caches hold",
                    "incremental foretold and got, then full foretold and got", Cast.SMALL_CACHES,
                    StateTransfers::cacheBoundary));

    private static final long TWENTY_MEGABITS = 2_500_000;
    private static final long BULK = 60_000_000;
    private static final double WITHIN = 0.25;

    private StateTransfers() {}

    private static void corrupt(Scene scene) {
        scene.write();
        scene.hostsDie("n4");
        GaleraDamage.corruptInnodb(scene.node("n4"));
        scene.hostsReturn("n4");
        scene.told("broken_folder", "n4");
        expect(scene.node("n4").pid().isEmpty(), "n4 was started though its data are damaged");
        scene.writesGoOn("n1", "n2", "n3");
        Histories.rebuilt(scene, scene.node("n4"));
        scene.whole();
    }

    private static void slow(Scene scene) {
        emptied(scene, BULK);
        slowLinks(scene);
        scene.hostsReturn("n4");
        RecoverySeen resync = scene.order("nodes/n4/resync", Map.of());
        double foretold = Foretold.seconds(resync).orElseThrow(() -> new Surprise("no duration was foretold"));
        double took = resync.took("join_node").orElseThrow().toMillis() / 1000.0;
        scene.allSynced();
        scene.fact(String.format(Locale.ROOT, "foretold %.0f s, took %.0f s", foretold, took));
        expect(scene.given("n4").full() == 1, "n4 did not get everything");
        expect(Math.abs(foretold - took) <= WITHIN * took,
                String.format(Locale.ROOT, "foretold were %.0f s, and it took %.0f s", foretold, took));
        scene.fleet().heal();
        scene.whole();
    }

    private static void slowLinks(Scene scene) {
        for (String donor : List.of("n1", "n2", "n3")) {
            scene.fleet().bandwidth(donor, "n4", TWENTY_MEGABITS);
        }
    }

    private static void donorKilled(Scene scene) {
        emptied(scene, BULK);
        slowLinks(scene);
        scene.hostsReturn("n4");
        Answer order = scene.ask("nodes/n4/resync");
        expect(order.accepted(), "resync was answered " + order);
        long id = order.body().path("id").asLong();
        scene.until("bytes arrive, and somebody is the donor", () ->
                scene.seen().agent("n4").path("transfer").path("done_bytes").asLong(0) > TWENTY_MEGABITS
                        && donor(scene).isPresent());
        GaleraNode donor = donor(scene).orElseThrow(() -> new Surprise("nobody is the donor any more"));
        scene.fleet().kill(donor.name());
        scene.fact("donor " + donor.name() + " killed");
        scene.fleet().heal();
        scene.until("the order has ended", () -> !scene.api().recovery(id).running());
        scene.fact(scene.api().recovery(id).outcome());
        scene.until(donor.name() + " is back", () -> scene.seen().synced(donor.name()));
        if (!scene.seen().synced("n4")) {
            Deaths.resync(scene, "n4");
        }
        scene.whole();
    }

    private static Optional<GaleraNode> donor(Scene scene) {
        return scene.fleet().nodes().stream()
                .filter(node -> node.status().filter(status -> status.state().startsWith("Donor")).isPresent())
                .findFirst();
    }

    private static void desyncedDonor(Scene scene) {
        emptied(scene, 0);
        scene.order("nodes/n3/desync", Map.of("on", true));
        scene.hostsReturn("n4");
        RecoverySeen resync = scene.order("nodes/n4/resync", Map.of());
        scene.fact(resync.steps("join_node").getFirst().path("sentence").asString(""));
        expect(scene.given("n4").full() == 1, "n4 did not get everything");
        scene.order("nodes/n3/desync", Map.of("on", false));
        scene.whole();
    }

    private static void cacheBoundary(Scene scene) {
        GaleraPosition missedFrom = away(scene);
        GaleraData.nearlyOverflowCaches(living(scene), missedFrom);
        scene.hostsReturn("n4");
        scene.recovered("galera_restart");
        scene.allSynced();
        expect(Foretold.incremental(scene.recoveries().getFirst()), "no incremental transfer was foretold");
        scene.gotOnlyWhatItLacked("n4");
        scene.fact("just within: incremental foretold and got");

        GaleraPosition again = away(scene);
        GaleraData.overflowCaches(living(scene), again);
        scene.hostsReturn("n4");
        scene.until("it is left to a person", () -> scene.seen().care().contains("everything"));
        scene.fact("care: " + scene.seen().care());
        expect(scene.node("n4").pid().isEmpty(), "n4 was started though it would get everything anew");
        Deaths.resync(scene, "n4");
        expect(scene.given("n4").full() == 1, "n4 did not get everything, as was foretold");
        scene.fact("just beyond: full foretold and got");
        scene.whole();
    }

    private static GaleraPosition away(Scene scene) {
        scene.hostsDie("n4");
        scene.until("the others go on", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n3"));
        return scene.node("n4").recover().position().orElseThrow();
    }

    private static List<GaleraNode> living(Scene scene) {
        return List.of(scene.node("n1"), scene.node("n2"), scene.node("n3"));
    }

    /** n4 is down with nothing in its data folder, and the others have so much more to give. */
    private static void emptied(Scene scene, long bytes) {
        if (bytes > 0) {
            GaleraData.fill(scene.node("n1"), bytes);
        }
        scene.hostsDie("n4");
        scene.until("the others go on", () -> Cuts.primaryOf(scene, 3, "n1", "n2", "n3"));
        GaleraDamage.empty(scene.node("n4"));
        expect(GaleraChecks.missing(scene.node("n1"), List.of()).isEmpty(), "n1 does not answer");
    }
}

package dev.tutti.bench.chaos.galera;

import static dev.tutti.bench.chaos.galera.Scene.expect;

import dev.tutti.bench.galera.RecoverySeen;
import dev.tutti.lab.GaleraStatus;
import tools.jackson.databind.JsonNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Links between sites that are cut and heal. */
final class Cuts {
    static final List<GaleraScenario> ALL = List.of(
            new GaleraScenario("cut-in-halves", "two sites and two sites cut apart, healed",
                    "both halves stop; nothing is forced at first; all come back", Cast.FOUR, Cuts::halves),
            new GaleraScenario("cut-with-arbitrator", "the same with an arbitrator beside one half",
                    "that half goes on; nothing is ordered", Cast.WITH_ARBITRATOR, Cuts::arbitrator),
            new GaleraScenario("cut-with-weights", "the same with a weight of 2 at one node",
                    "its half goes on; nothing is ordered", Cast.FOUR, Cuts::weights),
            new GaleraScenario("cut-one-link", "the link between two nodes cut",
                    "all go on, relayed through the others", Cast.FOUR, Cuts::oneLink),
            new GaleraScenario("split-brain", "pc.bootstrap on both halves",
                    "noticed within 5 s; fenced by request; what one side wrote is kept and listed", Cast.FOUR,
                    scene -> splitBrain(scene, Cuts::listed)),
            new GaleraScenario("split-brain-all-logged", "the same where each node logs what it applies",
                    "each transaction is listed once", Cast.ALL_LOGGED, scene -> splitBrain(scene, Cuts::listed)),
            new GaleraScenario("split-brain-unlogged", "the same without binary logs",
                    "the number of transactions is told, and that it is no list", Cast.UNLOGGED,
                    scene -> splitBrain(scene, Cuts::counted)));

    private static final List<List<String>> HALVES = List.of(List.of("n1", "n2"), List.of("n3", "n4"));
    private static final Duration WATCHED = Duration.ofSeconds(8);
    private static final double NOTICED_WITHIN = 5;

    /** By {@link #givenUp}. */
    private static final int WRITTEN = 5;

    private Cuts() {}

    private static void halves(Scene scene) {
        scene.write();
        scene.fleet().partition(HALVES);
        scene.until("both halves stop", () -> stopped(scene, "n1", "n2", "n3", "n4"));
        scene.stays("nothing is forced while links may come back", WATCHED, () -> scene.bootstrapsOrdered() == 0);
        scene.fact("care: " + scene.seen().care());
        scene.fleet().heal();
        scene.allSynced();
        expect(scene.bootstrapsOrdered() == 0, "a bootstrap was ordered");
        scene.writesGoOn("n1", "n2", "n3", "n4");
        scene.whole();
    }

    private static void arbitrator(Scene scene) {
        scene.write();
        scene.fleet().partition(List.of(List.of("n1", "n2", "arb"), List.of("n3", "n4")));
        halfGoesOn(scene, 3);
    }

    private static void weights(Scene scene) {
        scene.order("weights", Map.of("weights", Map.of("n1", 2)));
        scene.write();
        scene.fleet().partition(HALVES);
        halfGoesOn(scene, 2);
        scene.order("weights", Map.of("weights", Map.of("n1", 1)));
    }

    private static void halfGoesOn(Scene scene, int members) {
        scene.until("n3 and n4 stop", () -> stopped(scene, "n3", "n4"));
        scene.until("n1 and n2 go on", () -> primaryOf(scene, members, "n1", "n2"));
        scene.writesGoOn("n1", "n2");
        scene.told("without_quorum", "n3");
        scene.fleet().heal();
        scene.allSynced();
        expect(scene.bootstrapsOrdered() == 0, "a bootstrap was ordered");
        scene.whole();
    }

    private static void oneLink(Scene scene) {
        scene.write();
        scene.fleet().cut("n1", "n2");
        scene.writesGoOn("n1", "n2", "n3", "n4");
        scene.stays("all four are in one view", WATCHED, () -> scene.fleet().nodes().stream()
                .allMatch(node -> node.status().filter(status -> status.clusterStatus().equals("Primary")).isPresent()));
        scene.writesGoOn("n1", "n2", "n3", "n4");
        expect(scene.recoveries().isEmpty(), "something was done: " + scene.recoveries());
        scene.fleet().heal();
        scene.whole();
    }

    private static void splitBrain(Scene scene, BiConsumer<Scene, RecoverySeen> listed) throws Exception {
        scene.planeWith("recovery", "by_hand");
        scene.fleet().partition(HALVES);
        scene.until("both halves stop", () -> stopped(scene, "n1", "n2", "n3", "n4"));
        for (String node : List.of("n1", "n3")) {
            execute(scene, node, "SET GLOBAL wsrep_provider_options = 'pc.bootstrap=YES'");
        }
        scene.until("both halves are primary", () -> primaryOf(scene, 2, "n1", "n2", "n3", "n4"));
        long split = System.nanoTime();
        scene.until("the split brain is told", () -> scene.seen().problem("split_brain").isPresent());
        scene.lap("split brain told", split);
        expect((System.nanoTime() - split) / 1e9 <= NOTICED_WITHIN, "it took too long");
        execute(scene, "n1", "INSERT INTO app.t (v) VALUES ('kept')");
        givenUp(scene);
        expect(scene.recoveries().isEmpty(), "something was done without being asked for: " + scene.recoveries());
        expect(scene.ask("recover").refused(), "recover was not refused in a split brain");

        RecoverySeen fenced = scene.order("fence", Map.of("keep", "n1"));
        listed.accept(scene, fenced);
        scene.until("the given up side is stopped", () ->
                scene.node("n3").pid().isEmpty() && scene.node("n4").pid().isEmpty());
        scene.fleet().heal();
        scene.until("the kept side goes on", () -> primaryOf(scene, 2, "n1", "n2"));
        for (String node : List.of("n3", "n4")) {
            scene.order("nodes/" + node + "/release", Map.of());
            expect(!dev.tutti.bench.galera.GaleraChecks.saved(scene.node(node)).isEmpty(),
                    "the data of " + node + " were overwritten without being saved");
        }
        scene.whole();
    }

    /** Four transactions and a statement, at both nodes of the side. */
    private static void givenUp(Scene scene) throws Exception {
        execute(scene, "n3", "CREATE TABLE app.given_up (id INT PRIMARY KEY, v TEXT, d DECIMAL(20,4), t DATETIME(3), e ENUM('a','b'))");
        execute(scene, "n3", "INSERT INTO app.given_up VALUES (1, 'one', 1.5, NOW(3), 'a'), (2, NULL, -2, NULL, NULL), (3, 'three', 3, NOW(3), 'b')");
        execute(scene, "n4", "UPDATE app.given_up SET v = REPEAT('x', 300) WHERE id < 3");
        execute(scene, "n3", "DELETE FROM app.given_up WHERE id = 3");
        execute(scene, "n4", "INSERT INTO app.t (v) VALUES ('given up')");
    }

    /** Galera's numbers tell how many there were, and nothing tells what they did. */
    private static void counted(Scene scene, RecoverySeen fenced) {
        JsonNode side = scene.api().recovery(fenced.id()).document().path("split_off").path(0);
        scene.fact("told: " + fenced.document().path("outcome").asString(""));
        expect(side.path("count").asLong() == WRITTEN && side.path("transactions").isEmpty(), "another number is told: " + side);
        expect(!side.path("certain").asBoolean(true) && !side.path("doubts").isEmpty(), "it is told as certain: " + side);
        side.path("kept").forEach(kept -> expect(
                Files.isDirectory(Path.of(kept.path("folder").asString("/nowhere"))), "it is not said where they are: " + kept));
    }

    /** Exactly these are listed, with their numbers behind each other, and none of the side that is kept. */
    private static void listed(Scene scene, RecoverySeen fenced) {
        JsonNode sides = scene.api().recovery(fenced.id()).document().path("split_off");
        expect(sides.size() == 1, "not one side is listed: " + sides);
        JsonNode side = sides.get(0);
        scene.fact("listed: " + side.path("count").asLong() + " transactions since " + side.path("since").asLong() + ", doubts "
                + side.path("doubts"));
        expect(side.path("certain").asBoolean(false), "the list is not certain: " + side);
        List<String> told = new ArrayList<>();
        side.path("transactions").forEach(one -> {
            List<String> words = new ArrayList<>();
            if (one.path("statement").isString()) {
                words.add(one.path("statement").asString(""));
            }
            one.path("tables").forEach(table -> words.add(table.path("table").asString("") + " +" + table.path("inserted").asLong()
                    + " ~" + table.path("updated").asLong() + " -" + table.path("deleted").asLong()));
            told.add(String.join(", ", words));
        });
        expect(told.equals(List.of("CREATE TABLE", "app.given_up +3 ~0 -0", "app.given_up +0 ~2 -0", "app.given_up +0 ~0 -1",
                "app.t +1 ~0 -0")), "other transactions are listed: " + told);
        expect(side.path("count").asLong() == told.size() && side.path("not_listed").asLong() == 0, "they are not counted: " + side);
        side.path("kept").forEach(kept -> expect(
                !kept.path("from").asString("").isEmpty()
                        && Files.isDirectory(Path.of(kept.path("folder").asString("/nowhere"))),
                "it is not said where they are: " + kept));
    }

    /** Whether these nodes answer and are in no primary component. */
    static boolean stopped(Scene scene, String... nodes) {
        return Stream.of(nodes).allMatch(name -> scene.node(name).status()
                .filter(status -> status.clusterStatus().equals("non-Primary"))
                .isPresent());
    }

    /** Whether these nodes are primary, each as one of so many. */
    static boolean primaryOf(Scene scene, int members, String... nodes) {
        return Stream.of(nodes).allMatch(name -> scene.node(name).status()
                .filter((GaleraStatus status) -> status.clusterStatus().equals("Primary") && status.clusterSize() == members)
                .isPresent());
    }

    static void execute(Scene scene, String node, String sql) throws Exception {
        try (Connection connection = scene.node(node).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

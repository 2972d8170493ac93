package dev.tutti.bench.galera;

import dev.tutti.lab.GaleraDamage;
import dev.tutti.lab.GaleraData;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.GaleraStatus;
import dev.tutti.lab.LabException;
import dev.tutti.lab.WriteLoad;
import dev.tutti.lab.process.Deadline;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Breaks a cluster in one way, waits until it is whole, and says how long each phase took. Used by one thread. */
final class GaleraTrial {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long WRITES = 50;
    private static final long BULK = 60_000_000;
    private static final long TWENTY_MEGABITS = 2_500_000;
    private static final double WITHIN = 0.25;
    private static final String JOINER = "n4";

    private final WatchedGalera watched;
    private final GaleraFleet fleet;
    private final GaleraApi api;
    private final Orders orders;
    private boolean filled;

    GaleraTrial(WatchedGalera watched) {
        this.watched = watched;
        this.fleet = watched.fleet();
        this.api = watched.api();
        this.orders = new Orders(watched.api());
    }

    GaleraRun run(GaleraFigure figure, int number) throws IOException {
        watched.awaitCalm(LIMIT);
        return switch (figure) {
            case ONE -> killed(figure, number, () -> fleet.kill(fleet.nodes().get(number % fleet.nodes().size()).name()));
            case ALL -> killed(figure, number, fleet::killAllNodes);
            case SPLIT -> split(figure, number);
            case TRANSFER -> transfer(figure, number);
        };
    }

    // ---- deaths

    private GaleraRun killed(GaleraFigure figure, int number, Runnable kill) {
        String history = history();
        Map<String, Transfers> before = GaleraChecks.transfers(fleet);
        long last = lastRecovery();
        List<WriteLoad> loads = fleet.writeEverywhere(2, 50);
        try {
            loads.forEach(load -> load.awaitMore(WRITES, LIMIT));
            Instant broken = Instant.now();
            kill.run();
            await("a recovery begins", () -> !api.recoveriesAfter(last).isEmpty());
            RecoverySeen recovery = orders.ended(api.recoveriesAfter(last).getLast().id(), LIMIT);
            fleet.awaitSynced(LIMIT);
            double done = seconds(broken, Instant.now());
            loads.forEach(load -> load.awaitMore(WRITES, LIMIT));
            loads.forEach(WriteLoad::stop);
            return new GaleraRun(
                    figure.word(), number, since(broken, recovery.at("suspected_at")), since(broken, recovery.at("decided_at")),
                    OwnTime.of(recovery), done, null, problem(recovery, history, before, loads));
        } finally {
            loads.forEach(WriteLoad::close);
        }
    }

    private @Nullable String problem(
            RecoverySeen recovery, String history, Map<String, Transfers> before, List<WriteLoad> loads) {
        if (!recovery.succeeded()) {
            return recovery.summary();
        }
        if (!history().equals(history)) {
            return "the history is " + history() + " and was " + history;
        }
        for (GaleraNode node : fleet.nodes()) {
            Set<String> missing = GaleraChecks.missing(node, loads);
            if (!missing.isEmpty()) {
                return missing.size() + " acknowledged writes are not on " + node.name();
            }
            Transfers got = GaleraChecks.transfers(fleet).getOrDefault(node.name(), new Transfers(0, 0));
            if (got.since(before.getOrDefault(node.name(), got)).full() > 0) {
                return node.name() + " got everything anew";
            }
        }
        GaleraChecks.awaitEqual(fleet, LIMIT);
        return null;
    }

    // ---- split brain

    private GaleraRun split(GaleraFigure figure, int number) throws IOException {
        watched.restartPlane(PlaneSettings.USUAL.with("recovery", "by_hand"));
        watched.awaitCalm(LIMIT);
        fleet.partition(List.of(List.of("n1", "n2"), List.of("n3", "n4")));
        await("both halves stop", () -> fleet.nodes().stream().allMatch(node -> says(node, "non-Primary")));
        bootstrap("n1");
        bootstrap("n3");
        await("both halves are primary", () -> fleet.nodes().stream().allMatch(node -> says(node, "Primary")));
        Instant broken = Instant.now();
        await("the split brain is told", () -> api.cluster().problem("split_brain").isPresent());
        double noticed = seconds(broken, Instant.now());
        RecoverySeen fenced = orders.carryOut("fence", Map.of("keep", "n1"), LIMIT);
        fleet.heal();
        for (String node : List.of("n3", "n4")) {
            orders.carryOut("nodes/" + node + "/release", Map.of(), LIMIT);
        }
        fleet.awaitSynced(LIMIT);
        watched.restartPlane(PlaneSettings.USUAL);
        return new GaleraRun(figure.word(), number, noticed, null, null, null, null,
                fenced.succeeded() ? null : fenced.summary());
    }

    private void bootstrap(String node) {
        try (Connection connection = fleet.node(node).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET GLOBAL wsrep_provider_options = 'pc.bootstrap=YES'");
        } catch (SQLException e) {
            throw new LabException("Node " + node + " could not be made primary: " + e.getMessage(), e);
        }
    }

    private static boolean says(GaleraNode node, String status) {
        return node.status().filter(found -> found.clusterStatus().equals(status)).isPresent();
    }

    // ---- full transfer

    private GaleraRun transfer(GaleraFigure figure, int number) {
        if (!filled) {
            GaleraData.fill(fleet.node("n1"), BULK);
            filled = true;
        }
        fleet.kill(fleet.agentOf(JOINER).name());
        fleet.kill(JOINER);
        GaleraDamage.empty(fleet.node(JOINER));
        fleet.nodes().stream()
                .map(GaleraNode::name)
                .filter(name -> !name.equals(JOINER))
                .forEach(name -> fleet.bandwidth(name, JOINER, TWENTY_MEGABITS));
        fleet.start(fleet.agentOf(JOINER).name());
        await("its agent is heard", () -> api.cluster().agent(JOINER).path("state").asString("").equals("answering"));
        Instant began = Instant.now();
        RecoverySeen resync = orders.carryOut("nodes/" + JOINER + "/resync", Map.of(), LIMIT);
        fleet.awaitSynced(LIMIT);
        // Without measuring the links before, which is what it is foretold by.
        double done = resync.took("join_node").map(took -> took.toNanos() / 1e9).orElseGet(() -> seconds(began, Instant.now()));
        fleet.heal();
        Optional<Double> foretold = Foretold.seconds(resync);
        String problem = !resync.succeeded()
                ? resync.summary()
                : foretold.filter(told -> Math.abs(told - done) <= WITHIN * done).isPresent()
                        ? null
                        : "foretold " + foretold + " s, took " + done + " s";
        return new GaleraRun(figure.word(), number, null, null, null, done, foretold.orElse(null), problem);
    }

    // ---- words

    private String history() {
        return fleet.nodes().getFirst().status().map(GaleraStatus::position).orElseThrow().uuid();
    }

    private long lastRecovery() {
        return api.latestRecovery().map(RecoverySeen::id).orElse(0L);
    }

    private void await(String what, BooleanSupplier condition) {
        Deadline.in(LIMIT).await(condition, "It did not come about that " + what, () -> api.cluster().problems());
    }

    private static @Nullable Double since(Instant from, Optional<Instant> to) {
        return to.map(moment -> seconds(from, moment)).orElse(null);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}

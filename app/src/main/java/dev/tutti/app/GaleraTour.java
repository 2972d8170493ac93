package dev.tutti.app;

import dev.tutti.bench.galera.GaleraApi;
import dev.tutti.bench.galera.GaleraChecks;
import dev.tutti.bench.galera.Orders;
import dev.tutti.bench.galera.RecoverySeen;
import dev.tutti.bench.galera.Transfers;
import dev.tutti.bench.galera.WatchedGalera;
import dev.tutti.core.explain.Sentences;
import dev.tutti.lab.GaleraDamage;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.GaleraStatus;
import dev.tutti.lab.WriteLoad;
import dev.tutti.lab.process.Deadline;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Kills a node, kills all, damages one's data, under load; everything is asked for through the API and checked at the nodes. */
final class GaleraTour {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final long WRITES_BETWEEN = 30;
    private static final String KILLED = "n3";
    private static final String DAMAGED = "n4";

    private final GaleraFleet fleet;
    private final GaleraApi api;
    private final Orders orders;
    private final List<WriteLoad> loads;
    private final PrintStream out;
    private final List<String> rows = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    GaleraTour(WatchedGalera demo, List<WriteLoad> loads, PrintStream out) {
        this.fleet = demo.fleet();
        this.api = demo.api();
        this.orders = new Orders(demo.api());
        this.loads = loads;
        this.out = out;
    }

    /** True when everything came back and nothing was lost. */
    boolean run() {
        String history = history();
        awaitWrites();
        killOne();
        awaitWrites();
        killAll();
        awaitWrites();
        damageOne();
        awaitWrites();
        loads.forEach(WriteLoad::stop);
        out.println();
        out.printf("%-34s %10s %10s %14s%n", "", "noticed", "decided", "all Synced");
        rows.forEach(out::println);
        out.println();
        check(history);
        failures.forEach(failure -> out.println("FAILED: " + failure));
        return failures.isEmpty();
    }

    private void killOne() {
        out.println("killing " + KILLED + " …");
        Transfers before = transfers(KILLED);
        Instant began = Instant.now();
        long last = lastRecovery();
        fleet.kill(KILLED);
        recovered("node " + KILLED + " killed", began, last);
        if (transfers(KILLED).since(before).full() > 0) {
            failed(KILLED + " got everything anew instead of what it lacked");
        }
    }

    private void killAll() {
        out.println("killing all four at once …");
        Instant began = Instant.now();
        long last = lastRecovery();
        fleet.killAllNodes();
        recovered("all nodes killed", began, last);
    }

    /** Its host goes down, its disk is damaged, its host comes back. */
    private void damageOne() {
        out.println("damaging the data of " + DAMAGED + " while it is down …");
        fleet.kill(fleet.agentOf(DAMAGED).name());
        fleet.kill(DAMAGED);
        GaleraDamage.corruptInnodb(fleet.node(DAMAGED));
        Instant began = Instant.now();
        fleet.start(fleet.agentOf(DAMAGED).name());
        await("it is told that the data of " + DAMAGED + " cannot be read",
                () -> api.cluster().problem("broken_folder", DAMAGED).isPresent());
        String noticed = since(began, Optional.of(Instant.now()));
        int saved = GaleraChecks.saved(fleet.node(DAMAGED)).size();
        RecoverySeen resync = orders.carryOut("nodes/" + DAMAGED + "/resync", Map.of(), DEADLINE);
        told(resync);
        fleet.awaitSynced(DEADLINE);
        row("data of " + DAMAGED + " damaged", noticed, "–", since(began, Optional.of(Instant.now())));
        if (GaleraChecks.saved(fleet.node(DAMAGED)).size() == saved) {
            failed("the damaged data of " + DAMAGED + " were not saved before they were overwritten");
        }
    }

    /** Waits for what is done unaided after {@code last}, and until all are Synced. */
    private void recovered(String title, Instant began, long last) {
        await("a recovery begins", () -> !api.recoveriesAfter(last).isEmpty());
        RecoverySeen first = api.recoveriesAfter(last).getLast();
        RecoverySeen recovery = orders.ended(first.id(), DEADLINE);
        told(recovery);
        fleet.awaitSynced(DEADLINE);
        row(title, since(began, recovery.at("suspected_at")), since(began, recovery.at("decided_at")),
                since(began, Optional.of(Instant.now())));
    }

    private void told(RecoverySeen recovery) {
        out.println("  " + recovery.document().path("reason").asString(""));
        out.println("  " + recovery.outcome());
        if (!recovery.succeeded()) {
            failed(recovery.summary());
        }
    }

    private void check(String history) {
        if (!history().equals(history)) {
            failed("the cluster's history is " + history() + " and was " + history);
        }
        long acknowledged = loads.stream().mapToLong(WriteLoad::acknowledgedCount).sum();
        for (GaleraNode node : fleet.nodes()) {
            Set<String> missing = GaleraChecks.missing(node, loads);
            if (!missing.isEmpty()) {
                failed(missing.size() + " acknowledged writes are not on " + node.name());
            }
        }
        GaleraChecks.awaitEqual(fleet, DEADLINE);
        out.println(acknowledged + " writes acknowledged, all of them on all nodes; all tables equal; the UUID was kept");
    }

    private String history() {
        return fleet.nodes().getFirst().status().map(GaleraStatus::position).orElseThrow().uuid();
    }

    private Transfers transfers(String node) {
        return GaleraChecks.transfers(fleet).getOrDefault(node, new Transfers(0, 0));
    }

    private long lastRecovery() {
        return api.latestRecovery().map(RecoverySeen::id).orElse(0L);
    }

    private void awaitWrites() {
        loads.forEach(load -> load.awaitMore(WRITES_BETWEEN, DEADLINE));
    }

    private void await(String what, java.util.function.BooleanSupplier condition) {
        Deadline.in(DEADLINE).await(condition, "It did not come about that " + what, () -> api.cluster().problems());
    }

    private void row(String title, String noticed, String decided, String synced) {
        rows.add("%-34s %10s %10s %14s".formatted(title, noticed, decided, synced));
    }

    private void failed(String what) {
        failures.add(what);
    }

    private static String since(Instant from, Optional<Instant> to) {
        return to.map(moment -> Sentences.of(Duration.between(from, moment))).orElse("–");
    }
}

package dev.tutti.bench.chaos.galera;

import dev.tutti.bench.galera.ClusterSeen;
import dev.tutti.bench.galera.GaleraApi;
import dev.tutti.bench.galera.GaleraApi.Answer;
import dev.tutti.bench.galera.GaleraChecks;
import dev.tutti.bench.galera.Orders;
import dev.tutti.bench.galera.PlaneSettings;
import dev.tutti.bench.galera.RecoverySeen;
import dev.tutti.bench.galera.Transfers;
import dev.tutti.bench.galera.WatchedGalera;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.GaleraStatus;
import dev.tutti.lab.WriteLoad;
import dev.tutti.lab.process.Deadline;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What a scenario works with: a cluster that was calm when it began, and words to break, order and check. Used by one thread, and
 * closed after it.
 */
final class Scene implements AutoCloseable {
    /** Longer than anything here takes on two busy cores, full state transfers included. */
    static final Duration LONG = Duration.ofMinutes(2);

    private static final long SOME_WRITES = 20;
    private static final int CLIENTS = 1;
    private static final int WRITES_PER_SECOND = 40;

    private final WatchedGalera watched;
    private final PlaneSettings settings;
    private final Orders orders;
    private final String history;
    private final long lastRecovery;
    private final Map<String, Transfers> transfers;
    private final long began = System.nanoTime();
    private final List<WriteLoad> loads = new ArrayList<>();
    private List<WriteLoad> writing = List.of();
    private final List<String> facts = new ArrayList<>();

    Scene(WatchedGalera watched, PlaneSettings settings) {
        this.watched = watched;
        this.settings = settings;
        this.orders = new Orders(watched.api());
        this.history = node("n1").status().map(GaleraStatus::position).orElseThrow().uuid();
        this.lastRecovery = watched.api().latestRecovery().map(RecoverySeen::id).orElse(0L);
        this.transfers = GaleraChecks.transfers(watched.fleet());
    }

    // ---- who is there

    GaleraFleet fleet() {
        return watched.fleet();
    }

    WatchedGalera watched() {
        return watched;
    }

    GaleraNode node(String name) {
        return watched.fleet().node(name);
    }

    GaleraApi api() {
        return watched.api();
    }

    ClusterSeen seen() {
        return watched.api().cluster();
    }

    /** Lets the control plane be told something else for the rest of the scenario; it is restarted. */
    void planeWith(String option, String value) throws IOException {
        watched.restartPlane(settings.with(option, value));
        watched.awaitCalm(LONG);
    }

    // ---- writing

    /** Clients write at each node from now on; returns when each had some writes acknowledged. */
    void write() {
        writing = watched.fleet().writeEverywhere(CLIENTS, WRITES_PER_SECOND);
        loads.addAll(writing);
        writing.forEach(load -> load.awaitMore(SOME_WRITES, LONG));
    }

    /** The clients of each of these nodes get more writes acknowledged. */
    void writesGoOn(String... nodes) {
        for (String name : nodes) {
            writing.get(fleet().nodes().indexOf(node(name))).awaitMore(SOME_WRITES, LONG);
        }
    }

    void stopWriting() {
        loads.forEach(WriteLoad::stop);
    }

    // ---- breaking

    /** Nodes die with their agents, as when their hosts lose power. */
    void hostsDie(String... nodes) {
        fleet().killTogether(Stream.of(nodes).map(node -> fleet().agentOf(node).name()).toList());
        fleet().killTogether(Stream.of(nodes).filter(node -> node(node).pid().isPresent()).toList());
    }

    /** Hosts come up again: their agents run, the servers do not. */
    void hostsReturn(String... nodes) {
        fleet().startTogether(Stream.of(nodes).map(node -> fleet().agentOf(node).name()).toList());
    }

    // ---- waiting

    void until(String what, BooleanSupplier condition) {
        until(what, LONG, condition);
    }

    /** Waits for something that must come about. */
    void until(String what, Duration limit, BooleanSupplier condition) {
        Deadline.in(limit).await(condition, "It did not come about that " + what, this::situation);
    }

    /** Looks all the time whether something stays as it must. */
    void stays(String what, Duration span, BooleanSupplier condition) {
        Deadline end = Deadline.in(span);
        Deadline.in(span.plus(LONG)).await(
                () -> {
                    expect(condition.getAsBoolean(), "it did not stay so that " + what);
                    return end.passed();
                },
                what,
                this::situation);
    }

    /** All nodes are Synced in one view, as they say themselves and as the control plane sees it. */
    void allSynced() {
        fleet().awaitSynced(LONG);
        until("the control plane sees all Synced", () -> fleet().nodes().stream().allMatch(node -> seen().synced(node.name())));
    }

    private String situation() {
        return fleet().summary() + ". The control plane: " + seen().sentence() + ". " + seen().care() + ". "
                + seen().problems() + ". " + recoveries().stream().map(RecoverySeen::summary).toList();
    }

    // ---- what the control plane did

    /** Its recoveries since the scenario began, the newest first. */
    List<RecoverySeen> recoveries() {
        return api().recoveriesAfter(lastRecovery);
    }

    /** Waits until a recovery of this kind, begun by the control plane itself or by us, has ended well. */
    RecoverySeen recovered(String kind) {
        until("a " + kind + " ends", () -> recoveries().stream().anyMatch(one -> one.kind().equals(kind) && !one.running()));
        RecoverySeen found = recoveries().stream()
                .filter(one -> one.kind().equals(kind) && !one.running())
                .findFirst()
                .orElseThrow();
        expect(found.succeeded(), found.summary());
        return found;
    }

    /** Orders something, agrees to what is asked back, and sees it end well. */
    RecoverySeen order(String what, Map<String, ?> body) {
        RecoverySeen done = orders.carryOut(what, body, LONG);
        expect(done.succeeded(), done.summary());
        return done;
    }

    /** Asks for something, agreeing to nothing, as soon as nothing else is being done. */
    Answer ask(String what) {
        return orders.ask(what, Map.of());
    }

    /** What would be done. */
    Answer dryRun(String what) {
        return api().ask(what, Map.of("dry_run", true));
    }

    /** A person has to agree to something of this kind before it is done. */
    void asksFor(String what, String concern) {
        Answer answer = ask(what);
        expect(answer.asks(), what + " should ask about " + concern + ", and answered " + answer);
        JsonNode asked = answer.concerns().get(concern);
        if (asked == null) {
            throw new Surprise(what + " should ask about " + concern + ", and asks " + answer.concerns());
        }
        fact("asks: " + asked.path("sentence").asString(""));
    }

    /** How many bootstraps were ordered since the scenario began, of both kinds. */
    long bootstrapsOrdered() {
        return recoveries().stream()
                .flatMap(one -> List.of("bootstrap_new", "pc_bootstrap").stream().filter(one::began))
                .count();
    }

    /** The kinds of causes that a node's log shows, as its agent tells them. */
    List<String> causes(String node) {
        List<String> kinds = new ArrayList<>();
        seen().agent(node).path("causes").forEach(cause -> kinds.add(cause.path("kind").asString("")));
        return kinds;
    }

    // ---- checking

    static void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new Surprise(otherwise);
        }
    }

    /** What a node was given since the scenario began. */
    Transfers given(String node) {
        Transfers before = transfers.getOrDefault(node, new Transfers(0, 0));
        return GaleraChecks.transfers(fleet()).getOrDefault(node, before).since(before);
    }

    void gotOnlyWhatItLacked(String... nodes) {
        for (String node : nodes) {
            expect(given(node).full() == 0, node + " got everything anew instead of what it lacked");
        }
    }

    void historyKept() {
        for (GaleraNode node : fleet().nodes()) {
            node.status().ifPresent(status -> expect(
                    status.position().uuid().equals(history),
                    node.name() + " has the history " + status.position().uuid() + " instead of " + history));
        }
    }

    /** Ends the scenario's writing: every acknowledged write is on every node, and all tables are equal. */
    void nothingLost() {
        stopWriting();
        long acknowledged = loads.stream().mapToLong(WriteLoad::acknowledgedCount).sum();
        for (GaleraNode node : fleet().nodes()) {
            until("every acknowledged write is on " + node.name(), () -> GaleraChecks.missing(node, loads).isEmpty());
        }
        GaleraChecks.awaitEqual(fleet(), LONG);
        if (acknowledged > 0) {
            fact(acknowledged + " acknowledged writes are on all nodes");
        }
    }

    /** All Synced under the same UUID, with equal tables and without a lost write. */
    void whole() {
        allSynced();
        historyKept();
        nothingLost();
    }

    /** How many rows clients have written, as a node has them. */
    long rows(String node) throws SQLException {
        try (Connection connection = node(node).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM app.t")) {
            row.next();
            return row.getLong(1);
        }
    }

    // ---- telling

    void fact(String text) {
        facts.add(text);
    }

    /** What the control plane says is wrong with a node; waits until it does. */
    void told(String problem, String node) {
        until("it is told: " + problem + " of " + node, () -> seen().problem(problem, node).isPresent());
        seen().problem(problem, node).ifPresent(one -> fact("told: " + one.path("sentence").asString("")));
    }

    /** How long it is since the scenario began, or since the last lap. */
    void lap(String what, long sinceNanos) {
        fact(String.format(Locale.ROOT, "%s after %.1f s", what, (System.nanoTime() - sinceNanos) / 1e9));
    }

    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    List<String> facts() {
        return facts;
    }

    @Override
    public void close() {
        stopWriting();
    }
}

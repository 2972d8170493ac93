package dev.tutti.app;

import dev.tutti.bench.galera.ClusterSeen;
import dev.tutti.bench.galera.PlaneSettings;
import dev.tutti.bench.galera.WatchedGalera;
import dev.tutti.cli.Surroundings;
import dev.tutti.core.model.Address;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.GaleraSpec;
import dev.tutti.lab.LabAgent;
import dev.tutti.lab.WriteLoad;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Galera cluster under a write load at each of its nodes. */
final class GaleraShow implements Show {
    private static final Duration FIRST_WRITE = Duration.ofSeconds(30);
    private static final int CLIENTS = 2;
    private static final int WRITES_PER_SECOND = 50;

    private final WatchedGalera demo;
    private final List<WriteLoad> loads;

    private GaleraShow(WatchedGalera demo) {
        this.demo = demo;
        this.loads = demo.fleet().writeEverywhere(CLIENTS, WRITES_PER_SECOND);
    }

    static GaleraShow open(GaleraSpec spec, int port) throws IOException {
        GaleraShow show = new GaleraShow(WatchedGalera.start(spec, port, PlaneSettings.USUAL));
        try {
            show.loads.forEach(load -> load.awaitMore(1, FIRST_WRITE));
            return show;
        } catch (RuntimeException e) {
            show.close();
            throw e;
        }
    }

    @Override
    public String apiUrl() {
        return demo.plane().url().toString();
    }

    @Override
    public String pageUrl() throws IOException {
        return demo.pageUrl();
    }

    @Override
    public Path tokenFile() {
        return demo.tokenFile();
    }

    @Override
    public Path log() {
        return demo.plane().log();
    }

    @Override
    public Address address(String server) {
        return demo.fleet().member(server).address();
    }

    @Override
    public List<Try> tries() {
        return List.of(
                new Try("kill", "n3", "a node dies"),
                new Try("pause", "n2", "a node hangs"),
                new Try("resume", "n2", "it goes on"),
                new Try("cut", "n1", "a site is cut off"),
                new Try("heal", "n1", "its links are back"));
    }

    @Override
    public String lookAround() {
        return "galera status # or lab kill n1 n2 n3 n4, galera whatif, recoveries, problems";
    }

    @Override
    public Map<String, Object> description() throws IOException {
        Map<String, Object> description = Description.of(this);
        description.putAll(members(demo.fleet()));
        return description;
    }

    /** What a description says of a cluster. */
    static Map<String, Object> members(GaleraFleet fleet) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("cluster", GaleraFleet.CLUSTER);
        members.put("servers", fleet.nodes().stream().map(GaleraShow::node).toList());
        members.put("agents", fleet.agents().stream().map(GaleraShow::agent).toList());
        return members;
    }

    private static Map<String, Object> node(GaleraNode node) {
        Map<String, Object> entry = Description.ofProcess(node);
        entry.put("site", node.spec().site());
        return entry;
    }

    private static Map<String, Object> agent(LabAgent agent) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", agent.name());
        entry.put("kind", agent.kind());
        entry.put("node", agent.node().name());
        entry.put("host", agent.host());
        entry.put("port", agent.port());
        entry.put("pid", agent.pid().orElse(null));
        entry.put("data", agent.dataFolder().toString());
        return entry;
    }

    @Override
    public boolean tour(PrintStream out) {
        return new GaleraTour(demo, loads, out).run();
    }

    /** A line whenever something changes. */
    @Override
    public void watch(Surroundings here, int above) {
        Ticker.watch(here, this::line);
    }

    private String line() {
        try {
            ClusterSeen seen = demo.api().cluster();
            return seen.state() + ": " + seen.sentence() + (seen.care().isEmpty() ? "" : ". " + seen.care());
        } catch (UncheckedIOException | IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            loads.forEach(WriteLoad::close);
        } finally {
            demo.close();
        }
    }
}

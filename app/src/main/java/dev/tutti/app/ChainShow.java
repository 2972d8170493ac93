package dev.tutti.app;

import dev.tutti.bench.WatchedFleet;
import dev.tutti.cli.CliCommands;
import dev.tutti.cli.Surroundings;
import dev.tutti.core.model.Address;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.WriteLoad;
import picocli.CommandLine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A chain of servers under a write load at its primary. */
final class ChainShow implements Show {
    /** One kill after the other is the purpose of a demo; what stands here only keeps one death from counting twice. */
    private static final Duration ANTI_FLAPPING = Duration.ofSeconds(2);

    private static final Duration FIRST_WRITE = Duration.ofSeconds(30);

    private final ChainScenario scenario;
    private final WatchedFleet demo;
    private final WriteLoad load;

    private ChainShow(ChainScenario scenario, WatchedFleet demo, WriteLoad load) {
        this.scenario = scenario;
        this.demo = demo;
        this.load = load;
    }

    static ChainShow open(ChainScenario scenario, FleetSpec spec, int port) throws IOException {
        WatchedFleet demo = WatchedFleet.start(spec, port, Version.text(), ANTI_FLAPPING);
        ChainShow show = new ChainShow(scenario, demo, WriteLoad.start(demo::primary, 2, 200));
        try {
            show.load.awaitMore(1, FIRST_WRITE);
            return show;
        } catch (RuntimeException e) {
            show.close();
            throw e;
        }
    }

    @Override
    public String apiUrl() {
        return demo.apiUrl();
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
        return demo.fleet().folder().resolve("tutti").resolve("tutti.log");
    }

    @Override
    public Address address(String server) {
        return demo.fleet().member(server).address();
    }

    @Override
    public List<Try> tries() {
        return scenario.tries();
    }

    @Override
    public String lookAround() {
        return "topology      # or clusters, recoveries, explain, problems";
    }

    @Override
    public Map<String, Object> description() throws IOException {
        Map<String, Object> description = Description.of(this);
        description.put("servers", demo.fleet().members().stream().map(Description::ofProcess).toList());
        return description;
    }

    @Override
    public boolean tour(PrintStream out) throws SQLException {
        return Tour.of(scenario, demo, load, out).run();
    }

    /** The live tree, as {@code tutti topology --watch} shows it. */
    @Override
    public void watch(Surroundings here, int above) {
        String[] arguments = {"topology", "--watch", "--below-line", Integer.toString(above), "--api", demo.apiUrl()};
        CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create().name("tutti"));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Surroundings quiet = new Surroundings(
                here.environment(), here.in(), here.out(), nowhere, here.terminal(), here.size(), here.home(), here.clock(),
                here.nanoTime(), here.pause());
        CliCommands.addTo(root, quiet, arguments);
        root.execute(arguments);
    }

    @Override
    public void close() {
        try {
            load.close();
        } finally {
            demo.close();
        }
    }
}

package dev.tutti.app;

import dev.tutti.bench.WatchedFleet;
import dev.tutti.cli.http.LocalToken;
import dev.tutti.control.record.JournalException;
import dev.tutti.control.record.Json;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.FleetMember;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabBinlogServer;
import dev.tutti.lab.LabException;
import dev.tutti.lab.WriteLoad;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Starts real servers, a control plane and the page, for trying. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts six real servers, 1 <- 2,3,4 and 4 <- 5,6, with a write load, watched by a control plane with its page.",
            "With --scenario binlog-servers: 1 <- 2,A,B and 2 <- 3, A <- 4,5, B <- 6, where A and B are Binlog Servers.",
            "Everything that it starts is gone when it ends."
        },
        footer = {
            "",
            "Examples:  tutti demo",
            "           tutti demo --tour --flavour mysql56",
            "           tutti demo --scenario binlog-servers",
            "           tutti demo --headless --json --dir /tmp/demo",
            "",
            "Exit codes: 0 ended in order (also by Ctrl-C or SIGTERM), the tour succeeded;",
            "            1 failed; 2 wrong use."
        })
final class DemoCommand implements Callable<Integer> {
    static final int USUAL_PORT = 7410;

    /** One kill after the other is the purpose of a demo; what stands here only keeps one death from counting twice. */
    private static final Duration ANTI_FLAPPING = Duration.ofSeconds(2);

    @Option(names = "--scenario", paramLabel = "NAME", defaultValue = "chain",
            description = "chain (default): real servers; binlog-servers: a chain with two Binlog Servers in it.")
    String scenario = "chain";

    @Option(names = "--flavour", paramLabel = "NAME", defaultValue = "mariadb114",
            description = "mariadb114 (default), mysql56, mariadb1011 or mysql97.")
    String flavour = "mariadb114";

    @Option(names = "--tour", description = "Unattended: kill the intermediate (or a Binlog Server) and the primary, check, end.")
    boolean tour;

    @Option(names = "--headless", description = "No prompts and no tree; run until SIGTERM.")
    boolean headless;

    @Option(names = "--json", description = "Print one line of JSON when everything is ready.")
    boolean json;

    @Option(names = "--dir", paramLabel = "FOLDER", description = "Where the servers stand; a temporary folder by default.")
    @Nullable Path folder;

    @Option(names = "--port", paramLabel = "PORT", description = "Where page and API listen; 7410, or a free one if taken.")
    @Nullable Integer port;

    @Option(names = "--proxy", description = "Put a fault proxy before each server, for lab cut, delay and bandwidth.")
    boolean proxies;

    @Option(names = "--no-install", description = "Do not fetch what the flavour needs from the system's packages.")
    boolean noInstall;

    @Override
    public Integer call() {
        Flavour chosen;
        Scenario shown;
        try {
            chosen = Flavour.named(flavour);
            shown = Scenario.named(scenario);
        } catch (LabException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        Ending ending = new Ending();
        int exitCode = 1;
        try {
            exitCode = run(shown, chosen, ending);
        } catch (LabException | JournalException | IllegalStateException | IOException | SQLException | InterruptedException e) {
            System.err.println(ending.isAsked() ? "Ended before the demo had got that far." : e.getMessage());
        } finally {
            ending.ended(exitCode);
        }
        return exitCode;
    }

    private int run(Scenario shown, Flavour chosen, Ending ending) throws IOException, SQLException, InterruptedException {
        int free = port();
        FleetSpec spec = spec(shown, chosen, System.err);
        try (WatchedFleet demo = WatchedFleet.start(spec, free, Version.text(), ANTI_FLAPPING);
                WriteLoad load = WriteLoad.start(demo::primary, 2, 200)) {
            load.awaitMore(1, Duration.ofSeconds(30));
            Path announced = announce(demo);
            try {
                return run(shown, demo, load, ending);
            } finally {
                Files.deleteIfExists(announced);
            }
        }
    }

    private FleetSpec spec(Scenario shown, Flavour chosen, PrintStream progress) {
        FleetSpec spec = shown.fleet(chosen).asCurrent().withProgress(progress::println);
        if (folder != null) {
            spec = spec.inFolder(folder);
        }
        if (proxies) {
            spec = spec.withProxies();
        }
        return noInstall ? spec.withoutPackages() : spec;
    }

    /**
     * Where to listen, found out before any server is started.
     *
     * @throws IOException if the port that was asked for is taken
     */
    private int port() throws IOException {
        int wanted = port == null ? USUAL_PORT : port;
        try (ServerSocket free = new ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            return free.getLocalPort();
        } catch (IOException e) {
            if (port == null) {
                return 0;
            }
            throw new IOException("The demo cannot listen on port " + port + " (" + e.getMessage()
                    + "): end what uses it, or leave --port out, and a free one is taken.", e);
        }
    }

    /** So that commands in another terminal need no options. */
    private static Path announce(WatchedFleet demo) throws IOException {
        return LocalToken.announce(
                URI.create(demo.apiUrl()), demo.tokenFile(), System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    private int run(Scenario shown, WatchedFleet demo, WriteLoad load, Ending ending)
            throws InterruptedException, IOException, SQLException {
        if (json) {
            System.out.println(Json.mapper().writeValueAsString(description(demo)));
            System.out.flush();
        }
        if (tour) {
            return Tour.of(shown, demo, load, json ? System.err : System.out).run() ? 0 : 1;
        }
        ending.started();
        if (headless) {
            if (!json) {
                DemoScreen.welcome(shown, demo, System.out);
            }
            ending.await();
            return 0;
        }
        DemoScreen screen = DemoScreen.show(shown, demo);
        try {
            ending.await();
        } finally {
            screen.close();
        }
        return 0;
    }

    /** For programs: where everything is and how to get in. */
    private static Map<String, Object> description(WatchedFleet demo) throws IOException {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("api", demo.apiUrl());
        description.put("page", demo.pageUrl());
        description.put("token_file", demo.tokenFile().toString());
        description.put("user", Accounts.APP.user());
        description.put("password", Accounts.APP.password().reveal());
        List<Map<String, Object>> servers = new ArrayList<>();
        for (FleetMember server : demo.fleet().members()) {
            servers.add(description(server));
        }
        description.put("servers", servers);
        return description;
    }

    private static Map<String, Object> description(FleetMember server) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", server.name());
        entry.put("kind", server.kind());
        entry.put("host", server.host());
        entry.put("port", server.port());
        entry.put("pid", server.pid().orElse(null));
        entry.put("replicates_from", server.startedBelow().orElse(null));
        entry.put("flavour", server.flavour().cliName());
        entry.put("data", server.dataFolder().toString());
        entry.put("data_folder", server.dataFolder().toString()); // as it was first called
        if (server instanceof LabBinlogServer) {
            entry.put("replication_user", Accounts.REPLICATION.user());
            entry.put("replication_password", Accounts.REPLICATION.password().reveal());
        }
        return entry;
    }
}

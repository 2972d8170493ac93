package dev.tutti.app;

import dev.tutti.bench.WatchedFleet;
import dev.tutti.cli.CliCommands;
import dev.tutti.cli.Surroundings;
import dev.tutti.control.record.JournalException;
import dev.tutti.control.record.Json;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabException;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.WriteLoad;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Starts real servers, a control plane and the page, for trying. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts six real servers, 1 <- 2,3,4 and 4 <- 5,6, with a write load, watched by a control plane with its page.",
            "Everything that it starts is gone when it ends."
        },
        footer = {
            "",
            "Examples:  tutti demo",
            "           tutti demo --tour --flavour mysql56",
            "           tutti demo --headless --json --dir /tmp/demo",
            "",
            "Exit codes: 0 ended in order, the tour succeeded; 1 failed; 2 wrong use."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int USUAL_PORT = 7410;

    /** One kill after the other is the purpose of a demo; what stands here only keeps one death from counting twice. */
    private static final Duration ANTI_FLAPPING = Duration.ofSeconds(2);

    @Option(names = "--flavour", paramLabel = "NAME", defaultValue = "mariadb114",
            description = "mariadb114 (default), mysql56, mariadb1011 or mysql97.")
    String flavour = "mariadb114";

    @Option(names = "--tour", description = "Unattended: kill the intermediate, kill the primary, check, end.")
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
    public Integer call() throws InterruptedException {
        PrintStream progress = System.err;
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (WatchedFleet demo = WatchedFleet.start(spec(progress), port(), Version.text(), ANTI_FLAPPING);
                WriteLoad load = WriteLoad.start(demo::primary, 2, 200)) {
            load.awaitMore(1, Duration.ofSeconds(30));
            return run(demo, load, stop);
        } catch (LabException | JournalException | IllegalStateException | IOException | SQLException e) {
            System.err.println(e.getMessage());
            return 1;
        } finally {
            closed.countDown();
        }
    }

    private FleetSpec spec(PrintStream progress) {
        FleetSpec spec = Fleet.chain(Flavour.named(flavour)).asCurrent().withProgress(progress::println);
        if (folder != null) {
            spec = spec.inFolder(folder);
        }
        if (proxies) {
            spec = spec.withProxies();
        }
        return noInstall ? spec.withoutPackages() : spec;
    }

    private int port() {
        if (port != null) {
            return port;
        }
        try (java.net.ServerSocket free = new java.net.ServerSocket()) {
            free.setReuseAddress(true);
            free.bind(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), USUAL_PORT));
            return USUAL_PORT;
        } catch (IOException e) {
            return 0;
        }
    }

    private int run(WatchedFleet demo, WriteLoad load, CountDownLatch stop)
            throws InterruptedException, IOException, SQLException {
        if (json) {
            System.out.println(Json.mapper().writeValueAsString(description(demo)));
            System.out.flush();
        }
        if (tour) {
            return new Tour(demo, load, json ? System.err : System.out).run() ? 0 : 1;
        }
        if (headless) {
            if (!json) {
                welcome(demo, System.out);
            }
            stop.await();
            return 0;
        }
        welcome(demo, System.out);
        Thread tree = Thread.ofPlatform().daemon().name("tree").start(() -> watchTree(demo));
        stop.await();
        tree.interrupt();
        return 0;
    }

    private static void welcome(WatchedFleet demo, PrintStream out) throws IOException {
        out.println();
        out.println("Page:   " + demo.pageUrl());
        out.println("Try, in another terminal:");
        out.println("  ./tutti lab kill 4          # the intermediate dies");
        out.println("  ./tutti lab kill 1          # the primary dies");
        out.println("  ./tutti lab start 1         # it comes back");
        out.println("  export TUTTI_API=" + demo.apiUrl() + " TUTTI_TOKEN_FILE=" + demo.tokenFile());
        out.println("  ./tutti topology; ./tutti recoveries; ./tutti explain");
        out.println("Ctrl-C ends it; nothing stays behind.");
        out.println();
    }

    /** The live tree, as {@code tutti topology --watch} shows it. */
    private static void watchTree(WatchedFleet demo) {
        String[] arguments = {"topology", "--watch", "--api", demo.apiUrl()};
        CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create().name("tutti"));
        CliCommands.addTo(root, Surroundings.ofThisProcess(), arguments);
        root.execute(arguments);
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
        for (LabServer server : demo.fleet().servers()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", server.name());
            entry.put("host", server.host());
            entry.put("port", server.port());
            entry.put("pid", server.pid().orElse(null));
            entry.put("replicates_from", server.startedBelow().orElse(null));
            entry.put("flavour", server.flavour().cliName());
            entry.put("data_folder", server.dataFolder().toString());
            servers.add(entry);
        }
        description.put("servers", servers);
        return description;
    }
}

package dev.tutti.app;

import dev.tutti.cli.http.LocalToken;
import dev.tutti.control.record.JournalException;
import dev.tutti.control.record.Json;
import dev.tutti.lab.LabException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;

/** Starts real servers, a control plane and the page, for trying. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts six real servers, 1 <- 2,3,4 and 4 <- 5,6, with a write load, watched by a control plane with its page.",
            "With --scenario binlog-servers: 1 <- 2,A,B and 2 <- 3, A <- 4,5, B <- 6, where A and B are Binlog Servers.",
            "With --scenario galera: four nodes that all take writes, at four sites, with an agent beside each (takes root).",
            "With --scenario payments: the same inside OpenVPN tunnels over two hubs, found by DNS; takes root and the Debian",
            "packages openvpn, bird2, nftables, iputils-ping and procps.",
            "Everything that it starts is gone when it ends."
        },
        footer = {
            "",
            "Examples:  tutti demo",
            "           tutti demo --tour --flavour mysql56",
            "           tutti demo --scenario binlog-servers",
            "           tutti demo --scenario galera --tour",
            "           tutti demo --scenario payments --tour",
            "           tutti demo --headless --json --dir /tmp/demo",
            "",
            "Exit codes: 0 ended in order (also by Ctrl-C or SIGTERM), the tour succeeded;",
            "            1 failed; 2 wrong use."
        })
final class DemoCommand implements Callable<Integer> {
    static final int USUAL_PORT = 7410;

    @Option(names = "--scenario", paramLabel = "NAME", defaultValue = "chain",
            description = "chain (default): real servers; binlog-servers: a chain with two Binlog Servers in it;"
                    + " galera: a write/write cluster with agents; payments: the same at four sites, joined by tunnels, found by name.")
    String scenario = "chain";

    @Option(names = "--flavour", paramLabel = "NAME",
            description = "mariadb114 (default), mysql56, mariadb1011 or mysql97; of galera and payments always mariadb1011.")
    @Nullable String flavour;

    @Option(names = "--tour", description = "Unattended: break one thing after the other, check, end.")
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
        Scenario.Opening opening;
        try {
            opening = Scenario.named(scenario).with(new DemoOptions(flavour, folder, proxies, noInstall));
        } catch (LabException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        Ending ending = new Ending();
        int exitCode = 1;
        try {
            exitCode = run(opening, ending);
        } catch (LabException | JournalException | IllegalStateException | IOException | SQLException | InterruptedException e) {
            System.err.println(ending.isAsked() ? "Ended before the demo had got that far." : e.getMessage());
        } finally {
            ending.ended(exitCode);
        }
        return exitCode;
    }

    private int run(Scenario.Opening opening, Ending ending) throws IOException, SQLException, InterruptedException {
        try (Show demo = opening.open(port())) {
            Path announced = announce(demo);
            try {
                return run(demo, ending);
            } finally {
                Files.deleteIfExists(announced);
            }
        }
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
    private static Path announce(Show demo) throws IOException {
        return LocalToken.announce(
                URI.create(demo.apiUrl()), demo.tokenFile(), System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    private int run(Show demo, Ending ending) throws InterruptedException, IOException, SQLException {
        if (json) {
            System.out.println(Json.mapper().writeValueAsString(demo.description()));
            System.out.flush();
        }
        if (tour) {
            return demo.tour(json ? System.err : System.out) ? 0 : 1;
        }
        ending.started();
        if (headless) {
            if (!json) {
                DemoScreen.welcome(demo, System.out);
            }
            ending.await();
            return 0;
        }
        DemoScreen screen = DemoScreen.show(demo);
        try {
            ending.await();
        } finally {
            screen.close();
        }
        return 0;
    }
}

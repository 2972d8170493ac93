package dev.tutti.app;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.SteadyClock;
import dev.tutti.control.api.ApiServer;
import dev.tutti.control.api.Tokens;
import dev.tutti.control.config.Config;
import dev.tutti.control.record.SqliteJournal;
import dev.tutti.settings.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Runs the control plane. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = "Runs the control plane from one YAML file.",
        footer = {
            "",
            "Example:     tutti server --config /etc/tutti.yaml",
            "Check only:  tutti server --config /etc/tutti.yaml --check",
            "",
            "Exit codes: 0 ended in order (SIGTERM, Ctrl-C), or the file is right;",
            "            1 could not start; 2 wrong use or configuration."
        })
final class ServerCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    Path config = Path.of("tutti.yaml");

    @Option(names = "--check", description = "Check the file and end.")
    boolean check;

    @Override
    public Integer call() {
        Config read;
        try {
            read = Config.read(config);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        if (check) {
            System.out.println(config + " is right: " + watched(read) + ", listening on " + read.listen());
            return 0;
        }
        return Ending.run(ending -> serve(read, ending));
    }

    private static void serve(Config config, Ending ending) throws IOException, InterruptedException {
        try (ControlPlane plane = new ControlPlane(config, SqliteJournal.open(config.stateFolder()), new SteadyClock());
                ApiServer api = ApiServer.start(plane, Tokens.of(config), Version.text())) {
            plane.start();
            System.err.println("tutti " + Version.text() + " watches " + watched(config)
                    + " and what they lead to; page and API: " + api.url());
            ending.awaitAsked();
        }
    }

    /** Where watching begins, counted; clusters only where there are any. */
    private static String watched(Config config) {
        String seeds = counted(config.seeds().size(), "seed");
        int nodes = config.galera().clusters().stream()
                .mapToInt(layout -> layout.cluster().nodes().size())
                .sum();
        return config.galera().clusters().isEmpty()
                ? seeds
                : seeds + ", " + counted(config.galera().clusters().size(), "cluster") + " of " + counted(nodes, "node") + " with "
                        + counted(config.galera().agents().size(), "agent");
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}

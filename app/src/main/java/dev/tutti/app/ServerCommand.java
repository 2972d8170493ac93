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
            System.out.println(config + " is right: " + read.seeds().size()
                    + (read.seeds().size() == 1 ? " seed" : " seeds") + ", listening on " + read.listen());
            return 0;
        }
        return Ending.run(ending -> serve(read, ending));
    }

    private static void serve(Config config, Ending ending) throws IOException, InterruptedException {
        try (ControlPlane plane = new ControlPlane(config, SqliteJournal.open(config.stateFolder()), new SteadyClock());
                ApiServer api = ApiServer.start(plane, Tokens.of(config), Version.text())) {
            plane.start();
            System.err.println("tutti " + Version.text() + " watches " + config.seeds().size()
                    + (config.seeds().size() == 1 ? " seed" : " seeds") + " and what they lead to; page and API: "
                    + api.url());
            ending.awaitAsked();
        }
    }
}

package dev.tutti.app;

import dev.tutti.binlogserver.BinlogServer;
import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.front.Front;
import dev.tutti.binlogserver.front.FrontConfig;
import dev.tutti.control.SteadyClock;
import dev.tutti.settings.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Runs a Binlog Server. */
@Command(
        name = "binlog-server",
        mixinStandardHelpOptions = true,
        description = {
            "Takes a primary's binary logs once and serves them to many replicas.",
            "docs/binlog-server.md says how to put one into production."
        },
        footer = {
            "",
            "Example:     tutti binlog-server --config /etc/tutti/binlog-server.yaml",
            "Check only:  tutti binlog-server --config /etc/tutti/binlog-server.yaml --check",
            "One address for several:  tutti binlog-server --front --config /etc/tutti/front.yaml",
            "",
            "Exit codes: 0 ended in order (SIGTERM, Ctrl-C), or the file is right;",
            "            1 could not start; 2 wrong use or configuration."
        })
final class BinlogServerCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration.")
    Path config = Path.of("binlog-server.yaml");

    @Option(names = "--check", description = "Check the file and end.")
    boolean check;

    @Option(names = "--front", description = "Be one address for several Binlog Servers instead: the file says which.")
    boolean front;

    @Override
    public Integer call() {
        return front ? front() : store();
    }

    private int front() {
        FrontConfig read;
        try {
            read = FrontConfig.read(config);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        String what = read.listen() + " stands for " + read.servers().size() + " Binlog Servers";
        if (check) {
            System.out.println(config + " is right: " + what);
            return 0;
        }
        return Ending.run(ending -> stand(read, ending));
    }

    private static void stand(FrontConfig config, Ending ending) throws IOException, InterruptedException {
        try (Front running = Front.start(config)) {
            System.err.println("tutti " + Version.text() + ": " + running.address() + " stands for " + config.servers().size()
                    + " Binlog Servers");
            ending.awaitAsked();
        }
    }

    private int store() {
        BinlogServerConfig read;
        try {
            read = BinlogServerConfig.read(config);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return 2;
        }
        if (check) {
            System.out.println(config + " is right: the log of " + read.upstream().addresses().getFirst() + " goes to "
                    + read.folder() + ", replicas connect to " + read.listen().getHostString() + ":" + read.listen().getPort());
            return 0;
        }
        return Ending.run(ending -> serve(read, ending));
    }

    private static void serve(BinlogServerConfig config, Ending ending) throws IOException, InterruptedException {
        try (BinlogServer server = BinlogServer.start(config, "tutti " + Version.text(), new SteadyClock())) {
            System.err.println("tutti " + Version.text() + " keeps the log of "
                    + config.upstream().addresses().getFirst() + " in " + config.folder() + " and serves it on "
                    + server.address());
            ending.awaitAsked();
        }
    }
}

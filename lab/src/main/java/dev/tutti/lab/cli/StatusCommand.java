package dev.tutti.lab.cli;

import dev.tutti.lab.remote.FleetFile;
import dev.tutti.lab.remote.RemoteFleet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.util.Locale;

/** Shows where the servers of a fleet are and which of them run. */
@Command(
        name = "status",
        description = "Shows where the servers of a fleet are and which of them run.",
        footer = {"", "Example: tutti lab status --json"})
final class StatusCommand extends FleetAction {
    @Option(names = "--json", description = "Print for programs.")
    private boolean json;

    @Override
    void perform() {
        print(fleet(), json, out());
    }

    static void print(RemoteFleet fleet, boolean json, PrintWriter out) {
        if (json) {
            out.println(fleet.json());
            return;
        }
        FleetFile file = fleet.file();
        out.println("fleet in " + file.folder() + (file.ownerIsAlive() ? "" : ", not running"));
        out.printf("%-8s %-12s %-18s %8s  %-8s %s%n", "SERVER", "FLAVOUR", "ADDRESS", "PID", "STATE",
                (fleet.isGalera() ? "IN THE CLUSTER          " : "STARTED BELOW") + "  FAULTS");
        for (FleetFile.Entry server : file.servers()) {
            String state = fleet.state(server).name().toLowerCase(Locale.ROOT);
            String below = fleet.galera(server)
                    .map(galera -> galera.clusterStatus() + "/" + galera.clusterSize() + "/" + galera.state())
                    .orElse(server.replicatesFrom());
            out.printf(
                    fleet.isGalera() ? "%-8s %-12s %-18s %8s  %-8s %-24s  %s%n" : "%-8s %-12s %-18s %8s  %-8s %-13s  %s%n",
                    server.name(),
                    server.flavour(),
                    server.host() + ":" + server.port(),
                    state.equals("dead") ? "-" : Long.toString(server.pid()),
                    state,
                    below == null ? "-" : below,
                    fleet.faults(server.name()));
        }
    }
}

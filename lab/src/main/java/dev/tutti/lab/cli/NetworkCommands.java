package dev.tutti.lab.cli;

import dev.tutti.lab.Cut;
import dev.tutti.lab.remote.FleetFile;
import dev.tutti.lab.remote.RemoteFleet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Commands that make the network before a server fail; the fleet must have been started with {@code --proxy}. */
final class NetworkCommands {
    private NetworkCommands() {}

    /** Which links of a Galera cluster's members are meant. */
    static final class Links {
        @Option(
                names = "--from",
                split = ",",
                paramLabel = "MEMBER",
                description = "In a Galera cluster: only the links to these members or hubs, or to outside (clients).")
        private List<String> from = new ArrayList<>();
    }

    @Command(
            name = "cut",
            description = "Cuts servers off the network: nothing arrives, nothing is refused. Needs lab up --proxy or --galera.",
            footer = {
                "",
                "Examples:",
                "  tutti lab cut 4 --how to-server",
                "  tutti lab cut n1 --from n2      (the link between two Galera nodes)"
            })
    static final class CutOff extends ServerCommands.Each {
        @Option(
                names = "--how",
                paramLabel = "HOW",
                converter = Converters.OfCut.class,
                description = "both (default), to-server, from-server, or reset (connections are closed and refused).")
        private Cut how = Cut.BOTH;

        @Mixin
        private Links links = new Links();

        CutOff() {
            super("cut off");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            fleet.cut(server, how, links.from);
        }
    }

    @Command(
            name = "partition",
            description = "Cuts a Galera cluster into parts that reach each other in no way; clients still reach all.",
            footer = {"", "Example: tutti lab partition \"n1,n2|n3,n4\""})
    static final class Partition extends FleetAction {
        @Parameters(paramLabel = "PARTS", description = "Members separated by commas, parts by a bar, as in \"n1,n2|n3,n4\".")
        private String parts = "";

        @Override
        void perform() {
            fleet().partition(parts);
            out().println("cluster cut into " + parts.replace("|", " | "));
        }
    }

    @Command(
            name = "heal",
            description = "Ends every cut, delay and limit of the named servers, or of all.",
            footer = {"", "Example: tutti lab heal"})
    static final class Heal extends FleetAction {
        @Parameters(arity = "0..*", paramLabel = "SERVER", description = "Names of servers; none for all.")
        private List<String> servers = new ArrayList<>();

        @Mixin
        private Links links = new Links();

        @Override
        void perform() {
            RemoteFleet fleet = fleet();
            List<String> names = servers.isEmpty()
                    ? fleet.file().servers().stream().map(FleetFile.Entry::name).toList()
                    : servers;
            for (String server : names) {
                fleet.heal(server, links.from);
                out().println("server " + server + " healed");
            }
        }
    }

    @Command(
            name = "delay",
            description = "Delays what passes in each direction; a round trip takes twice as much. "
                    + "Needs lab up --proxy or --galera.",
            footer = {"", "Example: tutti lab delay 4 --by 50ms --jitter 10ms"})
    static final class Delay extends ServerCommands.Each {
        @Option(
                names = "--by",
                required = true,
                paramLabel = "TIME",
                converter = Converters.OfDuration.class,
                description = "For example 50ms or 2s.")
        private Duration by = Duration.ZERO;

        @Option(
                names = "--jitter",
                paramLabel = "TIME",
                converter = Converters.OfDuration.class,
                description = "Up to this much more, at random.")
        private Duration jitter = Duration.ZERO;

        @Mixin
        private Links links = new Links();

        Delay() {
            super("delayed");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            fleet.delay(server, by, jitter, links.from);
        }
    }

    @Command(
            name = "bandwidth",
            description = "Limits what passes in each direction. Needs lab up --proxy or --galera.",
            footer = {"", "Example: tutti lab bandwidth 4 --limit 64k"})
    static final class Bandwidth extends ServerCommands.Each {
        @Option(
                names = "--limit",
                required = true,
                paramLabel = "BYTES",
                converter = Converters.OfBytes.class,
                description = "Bytes per second, for example 20000, 64k or 1m.")
        private long limit;

        @Mixin
        private Links links = new Links();

        Bandwidth() {
            super("limited");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            fleet.bandwidth(server, limit, links.from);
        }
    }
}

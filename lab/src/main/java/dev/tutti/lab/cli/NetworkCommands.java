package dev.tutti.lab.cli;

import dev.tutti.lab.Cut;
import dev.tutti.lab.remote.FleetFile;
import dev.tutti.lab.remote.RemoteFleet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Commands that make the network before a server fail; the fleet must have been started with {@code --proxy}. */
final class NetworkCommands {
    private NetworkCommands() {}

    @Command(
            name = "cut",
            description = "Cuts servers off the network: nothing arrives, nothing is refused. Needs lab up --proxy.",
            footer = {"", "Example: tutti lab cut 4 --how to-server"})
    static final class CutOff extends ServerCommands.Each {
        @Option(
                names = "--how",
                paramLabel = "HOW",
                converter = Converters.OfCut.class,
                description = "both (default), to-server, from-server, or reset (connections are closed and refused).")
        private Cut how = Cut.BOTH;

        CutOff() {
            super("cut off");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            fleet.cut(server, how);
        }
    }

    @Command(
            name = "heal",
            description = "Ends every cut, delay and limit of the named servers, or of all.",
            footer = {"", "Example: tutti lab heal"})
    static final class Heal extends FleetAction {
        @Parameters(arity = "0..*", paramLabel = "SERVER", description = "Names of servers; none for all.")
        private List<String> servers = new ArrayList<>();

        @Override
        void perform() {
            RemoteFleet fleet = fleet();
            List<String> names = servers.isEmpty()
                    ? fleet.file().servers().stream().map(FleetFile.Entry::name).toList()
                    : servers;
            for (String server : names) {
                fleet.heal(server);
                out().println("server " + server + " healed");
            }
        }
    }

    @Command(
            name = "delay",
            description = "Delays what passes in each direction; a round trip takes twice as much. Needs lab up --proxy.",
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

        Delay() {
            super("delayed");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            fleet.delay(server, by, jitter);
        }
    }

    @Command(
            name = "bandwidth",
            description = "Limits what passes in each direction. Needs lab up --proxy.",
            footer = {"", "Example: tutti lab bandwidth 4 --limit 64k"})
    static final class Bandwidth extends ServerCommands.Each {
        @Option(
                names = "--limit",
                required = true,
                paramLabel = "BYTES",
                converter = Converters.OfBytes.class,
                description = "Bytes per second, for example 20000, 64k or 1m.")
        private long limit;

        Bandwidth() {
            super("limited");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            fleet.bandwidth(server, limit);
        }
    }
}

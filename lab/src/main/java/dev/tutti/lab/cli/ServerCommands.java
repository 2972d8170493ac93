package dev.tutti.lab.cli;

import dev.tutti.lab.remote.RemoteFleet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.List;

/** Commands that do one thing to each named server. */
final class ServerCommands {
    private ServerCommands() {}

    abstract static class Each extends FleetAction {
        @Parameters(arity = "1..*", paramLabel = "SERVER", description = "Names of servers, for example 4.")
        private List<String> servers = new ArrayList<>();

        private final String done;

        Each(String done) {
            this.done = done;
        }

        abstract void act(RemoteFleet fleet, String server);

        @Override
        final void perform() {
            RemoteFleet fleet = fleet();
            for (String server : servers) {
                act(fleet, server);
                out().println("server " + server + " " + done);
            }
        }
    }

    @Command(
            name = "kill",
            description = "Kills servers with SIGKILL.",
            footer = {"", "Example: tutti lab kill 1"})
    static final class Kill extends Each {
        Kill() {
            super("killed");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            fleet.kill(server);
        }
    }

    @Command(
            name = "pause",
            description = "Halts servers with SIGSTOP: their connections stay open and nothing answers.",
            footer = {"", "Example: tutti lab pause 4"})
    static final class Pause extends Each {
        Pause() {
            super("paused");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            fleet.pause(server);
        }
    }

    @Command(
            name = "resume",
            description = "Lets paused servers go on.",
            footer = {"", "Example: tutti lab resume 4"})
    static final class Resume extends Each {
        Resume() {
            super("resumed");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            fleet.resume(server);
        }
    }

    @Command(
            name = "start",
            description = "Starts dead servers again on the data they had; replicas replicate again, and come back read-only; "
                    + "Galera nodes start with their recovered position.",
            footer = {"", "Example: tutti lab start 1"})
    static final class Start extends Each {
        Start() {
            super("started");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            var _ = fleet.start(server);
        }
    }

    @Command(
            name = "stop",
            description = "Stops servers cleanly.",
            footer = {"", "Example: tutti lab stop 2 3"})
    static final class Stop extends Each {
        Stop() {
            super("stopped");
        }

        @Override
        void act(RemoteFleet fleet, String server) {
            fleet.stop(server);
        }
    }

    @Command(
            name = "bootstrap",
            description = "Founds a Galera cluster anew from a dead node's recovered position.",
            footer = {"", "Example: tutti lab bootstrap n2"})
    static final class Bootstrap extends FleetAction {
        @Parameters(paramLabel = "NODE", description = "The node that is ahead of the others.")
        private String node = "";

        @Override
        void perform() {
            fleet().bootstrap(node);
            out().println("cluster founded anew from " + node);
        }
    }
}

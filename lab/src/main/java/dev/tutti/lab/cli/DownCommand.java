package dev.tutti.lab.cli;

import dev.tutti.lab.remote.RemoteFleet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends a fleet. */
@Command(
        name = "down",
        description = "Kills all servers of a fleet and ends it; its folder stays unless --remove is given.",
        footer = {"", "Example: tutti lab down --remove --dir /tmp/fleet"})
final class DownCommand extends FleetAction {
    @Option(names = "--remove", description = "Delete the fleet's folder with all data as well.")
    private boolean remove;

    @Override
    void perform() {
        RemoteFleet fleet = fleet();
        fleet.down(remove);
        out().println("fleet in " + fleet.folder() + " ended" + (remove ? " and removed" : ""));
    }
}

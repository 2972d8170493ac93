package dev.tutti.lab.cli;

import dev.tutti.lab.remote.RemoteFleet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** A command about a fleet that runs already. */
abstract class FleetAction extends LabAction {
    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "The fleet's folder; without it, the fleet that was started last and still runs.")
    private @Nullable Path folder;

    final RemoteFleet fleet() {
        Path named = folder;
        return named == null ? RemoteFleet.current() : RemoteFleet.in(named);
    }
}

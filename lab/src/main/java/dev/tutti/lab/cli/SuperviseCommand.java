package dev.tutti.lab.cli;

import dev.tutti.lab.Fleet;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.LabException;
import dev.tutti.lab.LabFleet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The background process that owns the fleet of {@code lab up}. It tells its parent on the standard output how it gets on,
 * a line each, and stays only if the parent answers: a {@code lab up} that was interrupted leaves nothing behind.
 */
@Command(name = "supervise", hidden = true, description = "Owns a fleet in the background; started by lab up.")
final class SuperviseCommand extends LabAction {
    static final String PROGRESS = "progress ";
    static final String READY = "ready";
    static final String FAILED = "failed ";

    @Mixin
    private FleetOptions options = new FleetOptions();

    @Option(names = "--dir", required = true, paramLabel = "FOLDER")
    private @Nullable Path folder;

    @Override
    void perform() {
        Path where = folder;
        if (where == null) {
            throw new LabException("The folder is missing.");
        }
        LabFleet fleet;
        try {
            fleet = start(where);
        } catch (LabException e) {
            tell(FAILED + e.getMessage());
            throw e;
        }
        try (fleet) {
            tell(READY);
            if (System.in.read() >= 0) {
                // A fleet whose folder was deleted can be reached by nobody any more.
                while (!fleet.awaitDown(Duration.ofSeconds(1)) && Files.isDirectory(fleet.folder())) {}
            }
        } catch (IOException e) {
            throw new LabException("lab up has gone without an answer: " + e.getMessage(), e);
        }
    }

    private LabFleet start(Path where) {
        return options.isGalera()
                ? GaleraFleet.start(options.toGaleraSpec(spec()).inFolder(where).withProgress(line -> tell(PROGRESS + line)))
                : Fleet.start(options.toSpec(spec()).inFolder(where).withProgress(line -> tell(PROGRESS + line)));
    }

    private static void tell(String line) {
        System.out.println(line.replace("\n", "\\n"));
        System.out.flush();
    }
}

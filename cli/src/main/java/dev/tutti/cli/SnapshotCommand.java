package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** {@code tutti snapshot}: what the control plane knows, for looking at it elsewhere. */
@Command(
        name = "snapshot",
        description = "Save what the control plane knows of the fleet now.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti snapshot --output fleet.json", "  tutti snapshot | gzip > fleet.json.gz"})
final class SnapshotCommand extends ApiCommand {
    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Where to; by default to standard output.")
    private @Nullable Path output;

    SnapshotCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        Answer answer = session.get("/snapshot");
        if (output == null || output.toString().equals("-")) {
            session.printJson(answer);
            return ExitCode.DONE;
        }
        try {
            write(output, answer.document());
        } catch (IOException e) {
            throw Failure.failed("Cannot write " + output + ": " + e.getClass().getSimpleName() + ".");
        }
        if (!session.json()) {
            session.print("Saved to " + output + ".");
        }
        return ExitCode.DONE;
    }

    /** Under another name first, so that the file is either whole or not there. */
    private static void write(Path file, String document) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            Files.writeString(file, document); // a pipe or device
            return;
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            Files.writeString(unfinished, document);
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}

package dev.tutti.lab.cli;

import dev.tutti.lab.Fleet;
import dev.tutti.lab.LabException;
import dev.tutti.lab.install.CacheFolder;
import dev.tutti.lab.install.Folders;
import dev.tutti.lab.process.Tail;
import dev.tutti.lab.remote.FleetFile;
import dev.tutti.lab.remote.RemoteFleet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a fleet that stays when the command has ended, owned by a background process. */
@Command(
        name = "up",
        description = "Starts a fleet in the background; lab down ends it.",
        footer = {
            "",
            "Examples:",
            "  tutti lab up chain --flavour mysql56 --dir /tmp/fleet",
            "  tutti lab up \"1<-2,3 4<-5\" --proxy --json",
            "  tutti lab up --galera 4 --arbitrator"
        })
final class UpCommand extends LabAction {
    @Mixin
    private FleetOptions options = new FleetOptions();

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "Where the fleet lives, a new or empty folder; without it, one below the lab's cache.")
    private @Nullable Path folder;

    @Option(names = "--json", description = "Print for programs.")
    private boolean json;

    @Override
    void perform() {
        if (options.isGalera()) {
            var _ = options.toGaleraSpec(spec());
        } else {
            var _ = options.toSpec(spec());
        }
        Path where = Fleet.claimFolder(folder == null ? CacheFolder.newFleet() : folder);
        try {
            start(where);
        } catch (LabException e) {
            if (folder == null) {
                delete(where);
            }
            throw e;
        }
        StatusCommand.print(RemoteFleet.in(where), json, out());
    }

    private static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new LabException("The folder " + folder + " could not be deleted: " + e.getMessage(), e);
        }
    }

    private void start(Path where) {
        Path log = where.resolve(Fleet.SUPERVISOR_LOG);
        try {
            Process supervisor = new ProcessBuilder(command(where))
                    .redirectError(log.toFile())
                    .start();
            try (var lines = supervisor.inputReader(StandardCharsets.UTF_8)) {
                follow(lines, log);
            }
            supervisor.getOutputStream().write('\n');
            supervisor.getOutputStream().flush();
        } catch (IOException e) {
            throw new LabException("The fleet's background process does not work: " + e.getMessage() + " "
                    + Tail.ofLogs(log), e);
        }
    }

    private void follow(java.io.BufferedReader lines, Path log) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String text = line.replace("\\n", "\n");
            if (text.equals(SuperviseCommand.READY)) {
                return;
            } else if (text.startsWith(SuperviseCommand.FAILED)) {
                throw new LabException(text.substring(SuperviseCommand.FAILED.length()));
            } else if (text.startsWith(SuperviseCommand.PROGRESS)) {
                err().println(text.substring(SuperviseCommand.PROGRESS.length()));
                err().flush();
            }
        }
        throw new LabException("The fleet's background process ended before the fleet was up. " + Tail.ofLogs(log));
    }

    /** A session of its own, so that Ctrl-C in this terminal does not reach it; a small heap, since it only waits. */
    private List<String> command(Path where) {
        List<String> command = new ArrayList<>(List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + FleetFile.SUPERVISOR + "=true"));
        String home = System.getProperty("tutti.home");
        if (home != null) {
            command.add("-Dtutti.home=" + home);
        }
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), LabMain.class.getName(), "supervise", "--dir",
                where.toString()));
        command.addAll(options.toArguments());
        return command;
    }
}

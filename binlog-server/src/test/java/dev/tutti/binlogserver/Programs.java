package dev.tutti.binlogserver;

import dev.tutti.core.model.Address;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The client programs that come with a server, run against another one. Stateless. */
final class Programs {
    /** MariaDB 11.4 comes without it; where this machine has one of MariaDB, that one stands in. */
    private static final Path OF_THE_MACHINE = Path.of("/usr/bin/mariadb-binlog");

    private static final Path CLIENT_OF_THE_MACHINE = Path.of("/usr/bin/mariadb");

    private Programs() {}

    /** The command that reads logs; empty where there is none. */
    static Optional<List<String>> binlog(LabServer of) {
        Optional<List<String>> own = of.installation().binlogProgram();
        return own.isPresent() || !Files.isExecutable(OF_THE_MACHINE) || Sql.saysReplica(of)
                ? own
                : Optional.of(List.of(OF_THE_MACHINE.toString()));
    }

    /** The family's command-line client; one that this machine lacks a library for is replaced by the machine's own. */
    static Optional<List<String>> client(LabServer of, Path folder) throws InterruptedException {
        List<String> own = of.installation().program("mariadb", "mysql").orElse(null);
        if (own != null) {
            try {
                List<String> version = new ArrayList<>(own);
                version.add("--version");
                run(of, version, folder);
                return Optional.of(own);
            } catch (IOException e) {
                System.err.println("*** the client of " + of.flavour() + " does not run here: " + e.getMessage());
            }
        }
        return Files.isExecutable(CLIENT_OF_THE_MACHINE)
                ? Optional.of(List.of(CLIENT_OF_THE_MACHINE.toString()))
                : Optional.empty();
    }

    /** A command with what it takes to log in to this server. */
    static List<String> to(List<String> program, LabServer of, Address server, String user, String... more) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of("--no-defaults", "--host=" + server.host(), "--port=" + server.port(), "--user=" + user,
                "--password=" + user, "--protocol=tcp"));
        if (Sql.saysReplica(of)) {
            command.add("--get-server-public-key");
            command.add("--ssl-mode=DISABLED");
        } else if (of.flavour().family() == dev.tutti.core.model.Version.Family.MARIADB) {
            command.add("--skip-ssl");
        }
        command.addAll(List.of(more));
        return command;
    }

    static Process start(LabServer of, List<String> command, Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().putAll(of.installation().environment());
        return builder.start();
    }

    /** Runs it to its end; what it printed. Throws if it fails. */
    static String run(LabServer of, List<String> command, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Process process = start(of, command, folder);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command.getFirst() + " has not ended within 60 s");
        }
        String out = Files.readString(folder.resolve("out"), StandardCharsets.ISO_8859_1);
        if (process.exitValue() != 0) {
            throw new IOException(command + " failed with " + process.exitValue() + ": "
                    + Files.readString(folder.resolve("err"), StandardCharsets.ISO_8859_1));
        }
        return out;
    }
}

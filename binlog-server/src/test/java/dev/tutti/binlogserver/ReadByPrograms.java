package dev.tutti.binlogserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Reads a Binlog Server's files over the network with the family's own program, raw, as text, and without end. */
record ReadByPrograms(BinlogServer server, LabServer primary, Path folder) {
    void readAll() throws Exception {
        List<String> program = Programs.binlog(primary).orElse(null);
        if (program == null) {
            System.err.println("*** NOT TESTED: there is no program of " + primary.flavour() + " that reads logs");
            return;
        }
        String first = server.store().files().getFirst().name();
        try {
            Path probe = Files.createDirectories(folder.resolve("probe"));
            Programs.run(primary, of(program, primary.address(), "--raw", first), probe);
        } catch (IOException e) {
            // Such as the one of MariaDB 10.11 with 11.4: "Master reported unrecognized MariaDB version".
            System.err.println("*** NOT TESTED: " + program.getLast() + " does not read its own primary: " + e.getMessage());
            return;
        }
        Path raw = Files.createDirectories(folder.resolve("raw"));
        Programs.run(primary, remote(program, "--raw", "--result-file=" + raw + "/", "--to-last-log", first), raw);
        for (StoredFile file : server.store().files()) {
            assertThat(raw.resolve(file.name())).hasSameBinaryContentAs(server.store().folder().resolve(file.name()));
        }
        String text = Programs.run(primary, remote(program, "--verbose", "--to-last-log", first), folder.resolve("text"));
        assertThat(text).contains("### INSERT INTO `app`.`t`", first).doesNotContain("ERROR");
        withoutEnd(program);
    }

    private void withoutEnd(List<String> program) throws IOException {
        Path endless = Files.createDirectories(folder.resolve("endless"));
        String last = server.store().files().getLast().name();
        Process process = Programs.start(
                primary, remote(program, "--raw", "--stop-never", "--result-file=" + endless + "/", last), endless);
        try {
            Sql.run(primary, "INSERT INTO app.t (v) VALUES ('more')", "FLUSH BINARY LOGS",
                    "INSERT INTO app.t (v) VALUES ('and more')");
            Coordinates end = TestServer.awaitCaughtUp(server, primary);
            // What was written to the newest file may still wait in the program's memory; the one before is closed.
            await("the file that ended, and the next").atMost(TestServer.LONG).until(() ->
                    Files.exists(endless.resolve(end.file()))
                            && Arrays.equals(
                                    Files.readAllBytes(endless.resolve(last)),
                                    Files.readAllBytes(server.store().folder().resolve(last))));
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> remote(List<String> program, String... more) {
        return of(program, server.address(), more);
    }

    private List<String> of(List<String> program, Address from, String... more) {
        List<String> command = Programs.to(program, primary, from, "repl", "--read-from-remote-server");
        return java.util.stream.Stream.concat(command.stream(), Arrays.stream(more)).toList();
    }
}

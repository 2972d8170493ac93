package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** Servers never outlive the process that owns them, whatever kills it. */
class OwnerKilledTest {
    /** The owner to be killed: one server runs, one is paused. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            Fleet fleet = Fleet.start(Fleet.star(Flavour.MARIADB_11_4, 1).inFolder(Path.of(arguments[0])));
            fleet.pause("2");
            System.out.println("ready");
            if (System.in.read() >= 0) {
                System.exit(0);
            }
        }
    }

    @Test
    void anOwnerKilledWithoutWarningLeavesNoProcess(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("fleet");
        Process owner = start(folder);
        assertThat(processesOf(folder)).isGreaterThanOrEqualTo(2);

        owner.destroyForcibly();

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> processesOf(folder) == 0);
    }

    @Test
    void anOwnerThatExitsLeavesNoProcess(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("fleet");
        Process owner = start(folder);

        owner.getOutputStream().write('\n');
        owner.getOutputStream().flush();

        assertThat(owner.waitFor(Duration.ofSeconds(10))).isTrue();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> processesOf(folder) == 0);
    }

    private static Process start(Path folder) throws IOException {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-cp",
                        System.getProperty("java.class.path"), Owner.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(owner.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("ready");
        return owner;
    }

    /** Processes other than the owner whose command line names the folder: servers and their watchdogs. */
    private static long processesOf(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(p -> p.getFileName().toString().matches("\\d+"))
                    .filter(p -> commandLine(p).contains(folder + "/"))
                    .count();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}

package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.remote.FleetFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A Galera cluster never outlives the process that owns it, nor does its network. */
class GaleraOwnerKilledTest {
    /** The owner to be killed; a stranger has started one more process on the node's host. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            GaleraFleet fleet;
            try {
                fleet = GaleraFleet.start(GaleraSpec.ofNodes(1).inFolder(Path.of(arguments[0])));
            } catch (FlavourUnavailableException e) {
                System.out.println("unavailable " + e.getMessage());
                return;
            }
            GaleraNode node = fleet.node("n1");
            var _ = new ProcessBuilder(node.inside(java.util.List.of(
                            "setsid", "sh", "-c", "sleep 1000; : " + fleet.folder() + "/stranger")))
                    .start();
            System.out.println("ready");
            if (System.in.read() >= 0) {
                System.exit(0);
            }
        }
    }

    @Test
    void anOwnerKilledWithoutWarningLeavesNoProcessAndNoNetwork(@TempDir Path parent) throws Exception {
        Path folder = parent.resolve("fleet");
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                        Owner.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = owner.inputReader(StandardCharsets.UTF_8).readLine();
        FleetExtension.require("ready".equals(line), "a Galera cluster whose owner is killed", String.valueOf(line));
        assertThat(line).isEqualTo("ready");
        String device = "tutti" + FleetFile.read(folder).servers().getFirst().host().split("\\.")[2];
        assertThat(Path.of("/sys/class/net", device)).exists();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> processesOf(folder) >= 3);

        owner.destroyForcibly();

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> processesOf(folder) == 0);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !Files.exists(Path.of("/sys/class/net", device)));
    }

    /** Processes other than the owner whose command line names the folder: the node, its watchdog, the stranger. */
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

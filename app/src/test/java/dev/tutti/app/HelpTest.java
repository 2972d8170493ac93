package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.cli.LabCommand;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What people read first, and what they read when they wrote something wrong. */
class HelpTest {
    @TestFactory
    Stream<DynamicTest> everyCommandHasAnExampleAndItsExitCodes() {
        return Main.commandLine("--help").getSubcommands().entrySet().stream()
                .filter(command -> !command.getKey().equals("help"))
                .map(command -> DynamicTest.dynamicTest(command.getKey(), () -> {
                    String help = command.getValue().getUsageMessage(CommandLine.Help.Ansi.OFF);
                    assertThat(help).containsPattern("Examples?\\b").contains("Exit codes:");
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyCommandOfTheLabHasAnExample() {
        return new CommandLine(new LabCommand()).getSubcommands().entrySet().stream()
                .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(command -> DynamicTest.dynamicTest(command.getKey(), () -> assertThat(
                                command.getValue().getUsageMessage(CommandLine.Help.Ansi.OFF))
                        .containsPattern("Examples?\\b")));
    }

    @Test
    void theCommandAloneTellsAllCommandsAndWhereToBegin() {
        assertThat(Captured.of("--help").out())
                .contains("server", "demo", "diagnose", "lab", "clusters", "topology", "snapshot", "Try it:", "tutti demo");
        assertThat(Captured.of("help", "demo").out()).isEqualTo(Captured.of("demo", "--help").out());
        assertThat(Captured.of("help", "topology").out()).isEqualTo(Captured.of("topology", "--help").out());
        Captured none = Captured.of();
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("tutti demo");
        assertThat(Captured.of("toplogy").err()).contains("topology");
    }

    @Test
    void completionKnowsEveryCommand() {
        assertThat(Captured.of("completion", "bash").out()).contains("server", "demo", "diagnose", "lab", "kill", "topology");
    }

    @Test
    void aWrongConfigurationIsToldWithItsPlace(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "x");
        Path file = folder.resolve("tutti.yaml");
        String right = "fleet:\n  seeds: [db1:3306]\n  password_file: " + password + "\n";
        Files.writeString(file, right);
        assertThat(check(file).out()).isEqualTo(file + " is right: 1 seed, listening on 127.0.0.1:7410\n");

        Files.writeString(file, right + "recovery:\n  primry: automatic\n");
        assertThat(check(file).err()).isEqualTo(
                file + ", line 5, column 3: there is no option \"recovery.primry\"; did you mean \"recovery.primary\"?\n");
        Files.writeString(file, right + "recovery:\n  primary: perhaps\n");
        assertThat(check(file).err()).startsWith(file + ", line 5, column 12: \"recovery.primary\" is \"perhaps\": ").hasLineCount(1);
        Files.writeString(file, "fleet: [\n");
        assertThat(check(file).err()).startsWith(file + ", line ").hasLineCount(1);
        assertThat(check(file).exit()).isEqualTo(2);
        assertThat(check(folder.resolve("none.yaml")).err()).contains("none.yaml").hasLineCount(1);
    }

    private static Captured check(Path file) {
        return Captured.of("server", "--config", file.toString(), "--check");
    }
}

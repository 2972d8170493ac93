package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What people see, word for word, in {@code src/test/resources/golden}. After a wanted change write them anew with
 * {@code ./mvnw -pl core,cli test -Dtest=GoldenTest -Dtutti.golden=write -Dsurefire.failIfNoSpecifiedTests=false} and
 * read the difference.
 */
class GoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            clusters         | clusters
            topology         | topology
            topology-chain   | topology shop
            servers          | servers
            servers-chain    | servers --chain bill
            show             | show db5
            show-downtime    | show db3
            problems         | problems
            explain          | explain
            explain-chain    | explain shop
            recoveries       | recoveries
            recovery         | recoveries 17
            recovery-old     | recoveries 15
            plan-relocate    | relocate db4 --below db1 --dry-run
            plan-recover     | recover db1 --dry-run
            galera-status    | galera status
            galera-advice    | galera advice
            galera-plan      | galera recover --dry-run
            """)
    void forPeople(String name, String line) throws IOException {
        for (int columns : new int[] {Integer.MAX_VALUE, 100, 60, 38}) {
            try (StandIn standIn = line.startsWith("galera") ? StandIn.withGalera() : withPlans()) {
                Tutti.Result result = Tutti.at(standIn).columns(columns).line(line);

                assertThat(result.err()).isEmpty();
                assertThat(result.exit()).isZero();
                check(name + (columns == Integer.MAX_VALUE ? "" : "-" + columns), result.out());
                if (columns >= 60 && columns < Integer.MAX_VALUE) {
                    assertThat(result.out().lines()).allMatch(it -> it.length() <= columns);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topology", "problems", "recoveries 17"})
    void withColours(String line) throws IOException {
        try (StandIn standIn = withPlans()) {
            Tutti.Result result = Tutti.at(standIn).onTerminal(50, 120).with("NO_COLOR", "").line(line);

            check("colour-" + line.replace(' ', '-'), result.out().replace("\u001b", "<ESC>"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topology", "clusters", "problems", "recoveries 17", "explain shop"})
    void inAscii(String line) throws IOException {
        try (StandIn standIn = withPlans()) {
            Tutti.Result result =
                    Tutti.at(standIn).columns(120).charset(StandardCharsets.US_ASCII).line(line);

            assertThat(result.out().chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
            assertThat(result.out()).doesNotContain("?");
            check("ascii-" + line.replace(' ', '-'), result.out());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clusters", "topology", "servers", "show", "problems", "explain", "recoveries", "ack", "relocate",
                "recover", "switchover", "downtime", "discover", "forget", "snapshot", "completion", "galera", "galera status", "galera advice",
                "galera recover", "galera heal", "galera fence", "galera resync", "galera quarantine", "galera release",
                "galera desync", "galera weights", "galera rolling", "galera bootstrap", "galera donor prefer"
            })
    void help(String command) throws IOException {
        Tutti.Result result = Tutti.nowhere().line(command + " --help");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("Exit codes:", "Examples:", "  tutti " + command);
        check("help-" + command.replace(' ', '-'), result.out());
    }

    private static StandIn withPlans() {
        StandIn standIn = StandIn.withFleet();
        standIn.on("POST /api/v1/servers/db4.shop.example:3306/relocate", StandIn.fixture("plan-relocate.json"));
        standIn.on("POST /api/v1/servers/db1.shop.example:3306/recover", StandIn.fixture("plan-recover.json"));
        return standIn;
    }

    private static void check(String name, String text) throws IOException {
        Path file = GOLDEN.resolve(name + ".txt");
        if ("write".equals(System.getProperty("tutti.golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}

package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Clusters on the command line: their state from the API, what-if questions from a file alone. */
class GaleraCommandTest {
    private static final String FOUR =
            """
            galera:
              clusters:
                - name: payments
                  nodes:
                    - {name: lon1, address: lon1.example, site: london}
                    - {name: par1, address: par1.example, site: paris}
                    - {name: ams1, address: ams1.example, site: amsterdam}
                    - {name: fra1, address: fra1.example, site: frankfurt}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void fourEqualNodesStopWhenTwoAreLostTogetherAndAnArbitratorIsAdvised() throws IOException {
        Tutti.Result result = Tutti.nowhere().columns(140).run("galera", "whatif", "--file", file(FOUR));

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains("node lon1 and node par1 together", "total outage: ams1, fra1 live and stop")
                .contains("Advice: an arbitrator");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void programsGetTheSameAsOneDocument() throws IOException {
        Tutti.Result result = Tutti.nowhere().run("galera", "whatif", "--file", file(FOUR), "--json");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).startsWith("[{\"cluster\":\"payments\",\"cases\":").contains("\"survives\":false");
    }

    @Test
    void whatIsWrongInADescriptionIsNamedWithItsPlace() throws IOException {
        String twice = FOUR.replace("par1, address: par1.example", "lon1, address: par1.example");
        Tutti.Result result = Tutti.nowhere().run("galera", "whatif", "--file", file(twice));
        assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("description.yaml, line 5", "two nodes of payments are called lon1");

        result = Tutti.nowhere().run("galera", "whatif", "--file", file(FOUR.replace("site: paris", "weight: 300")));
        assertThat(result.err())
                .contains("line 6", "\"galera.clusters[].nodes[].weight\" is \"300\": write a number from 0 to 255");
    }

    @Test
    void aClusterIsShownWithItsNodesAndWhatToDo() {
        try (var standIn = StandIn.withGalera()) {
            Tutti.Result result = Tutti.at(standIn).columns(200).run("galera", "status", "payments", "--check");

            assertThat(result.exit()).isEqualTo(ExitCode.PROBLEMS);
            assertThat(result.out()).contains(
                    "IST WINDOW", "lon1", "✔ synced", "✖ no answer", "the cluster has 3 of 5 members", "what to do: make room");
        }
    }

    @Test
    void whatAnOlderControlPlaneDoesNotTellIsLeftOut() {
        try (var standIn = new StandIn()) {
            standIn.on("GET /api/v1/galera/payments", """
                    {"name": "payments", "state": "calm", "sentence": "all is well", "arbitrators": [], "problems": [], "nodes": [
                     {"name": "n1", "address": "n1:3306", "site": "", "weight": 1, "answering": true, "state": "synced",
                      "component": "primary", "receive_queue": 0, "flow_control_sent": 0, "last_committed": 7}]}""");

            assertThat(Tutti.at(standIn).run("galera", "status", "payments").out()).isEqualTo("""
                    ✔ payments calm: all is well

                    NODE  STATE     COMMITTED  ADDRESS
                    n1    ✔ synced  7          n1:3306
                    """);
        }
    }

    @Test
    void withoutASubcommandItIsSaidWhichThereAre() {
        Tutti.Result result = Tutti.nowhere().run("galera");
        assertThat(result.exit()).isEqualTo(ExitCode.WRONG_USE);
        assertThat(result.err()).contains("Say what: status, advice, whatif, recover,");
        assertThat(Tutti.nowhere().run("galera", "donor").err()).contains("Say what: prefer.");
        assertThat(Tutti.nowhere().run("galera", "recovr").exit()).isEqualTo(ExitCode.WRONG_USE);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("description.yaml"), text).toString();
    }
}

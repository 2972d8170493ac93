package dev.tutti.traffic.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.lab.Accounts;
import dev.tutti.lab.GaleraExtension;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraNode;
import dev.tutti.lab.GaleraSpec;
import dev.tutti.traffic.testing.Running;
import dev.tutti.traffic.testing.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A server of its own, without a control plane, asks real Galera nodes what they are. */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class GaleraChecksTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final GaleraExtension CLUSTER = GaleraExtension.of(
            GaleraSpec.ofNodes(2).withNode("n1", node -> node.withWeight(2)).withShortTimeouts());

    @TempDir
    private Path folder;

    private static Set<String> answers(Running running) {
        return Tools.dig(running.port(), "+short", "pay.db.example", "A").lines().collect(Collectors.toSet());
    }

    @Test
    void theHalfWithoutAMajorityIsTakenOutAndComesBackWithIt() throws Exception {
        GaleraFleet fleet = CLUSTER.fleet();
        GaleraNode majority = fleet.node("n1");
        GaleraNode minority = fleet.node("n2");
        Set<String> both = Set.of(majority.host(), minority.host());
        Path password = Files.writeString(folder.resolve("password"), Accounts.ADMIN.password().reveal());
        String text = List.of(majority, minority).stream().map(node -> "  - {name: " + node.name() + ", kind: galera, address: '"
                        + node.address() + "', user: " + Accounts.ADMIN.user() + ", password_file: " + password
                        + ", interval: 500ms, timeout: 500ms}\n").collect(Collectors.joining("", "checks:\n", ""))
                + List.of(majority, minority).stream().map(node -> "  - {address: '" + node.address() + "', cluster: tutti-lab, check: "
                        + node.name() + "}\n").collect(Collectors.joining("", "servers:\n", ""))
                + """
                zones:
                  - name: db.example
                    name_servers: [ns.db.net.]
                    names: [{name: pay, galera: tutti-lab, policy: multivalue}]
                """;
        try (Running running = Running.with(folder, text)) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(answers(running)).isEqualTo(both));

            fleet.cut("n1", "n2");
            await().atMost(LIMIT).untilAsserted(() -> assertThat(answers(running)).containsExactly(majority.host()));
            assertThat(running.route("pay.db.example.").because()).contains("non-Primary");

            fleet.heal();
            await().atMost(LIMIT).untilAsserted(() -> assertThat(answers(running)).isEqualTo(both));
        }
    }
}

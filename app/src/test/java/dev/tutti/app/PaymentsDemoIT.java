package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Json;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.network.LabNetwork;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The demo of payment servers at four sites as programs use it. */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class PaymentsDemoIT {
    private static final Duration CHANGED = Duration.ofSeconds(60);

    @TempDir
    private Path parent;

    @BeforeAll
    static void networks() {
        FleetExtension.require(LabNetwork.whyNot().isEmpty(), "the demo of payment servers", LabNetwork.whyNot().orElse(""));
        FleetExtension.require(PaymentsShow.whyNot().isEmpty(), "the demo of payment servers", PaymentsShow.whyNot().orElse(""));
    }

    @Test
    void namesLeadToEachSitesServerAndElsewhereWhileTheSiteIsLost() throws Exception {
        Path folder = parent.resolve("fleet");
        try (Packaged demo = Packaged.start(parent, "demo", "--scenario", "payments", "--headless", "--json", "--dir",
                folder.toString(), "--port", Integer.toString(RealFleet.freePort()))) {
            String line = demo.out.readLine();
            assertThat(line).as(demo.err()).isNotNull();
            JsonNode description = Json.mapper().readTree(line);
            Map<String, String> addresses = new LinkedHashMap<>();
            description.path("servers").forEach(server ->
                    addresses.put(server.path("site").asString(), server.path("host").asString()));
            assertThat(addresses).containsOnlyKeys("london", "paris", "amsterdam", "frankfurt");
            assertThat(texts(description.path("sites"))).containsExactlyElementsOf(addresses.keySet());
            assertThat(texts(description.path("hubs"))).containsExactly("hub1", "hub2");
            JsonNode dns = description.path("dns");
            assertThat(texts(dns.path("names"))).contains("pay.payments.example", "paris.payments.example");

            assertThat(dig(dns, "pay.payments.example")).containsExactlyInAnyOrderElementsOf(addresses.values());
            assertThat(dig(dns, "paris.payments.example")).containsExactly(addresses.get("paris"));

            assertThat(Packaged.run(parent, "lab", "cut", "paris", "--dir", folder.toString()).exit()).isZero();
            Awaitility.await().atMost(CHANGED).until(() ->
                    dig(dns, "paris.payments.example").equals(List.of(addresses.get("amsterdam"))));
            assertThat(dig(dns, "pay.payments.example")).doesNotContain(addresses.get("paris"));

            assertThat(Packaged.run(parent, "lab", "heal", "paris", "--dir", folder.toString()).exit()).isZero();
            Awaitility.await().atMost(CHANGED).until(() ->
                    dig(dns, "paris.payments.example").equals(List.of(addresses.get("paris"))));

            assertThat(Packaged.run(parent, "lab", "cut", "hub1", "--dir", folder.toString()).exit()).isZero();
            assertThat(Packaged.run(parent, "lab", "heal", "hub1", "--dir", folder.toString()).exit()).isZero();
            Captured unknown = Packaged.run(parent, "lab", "cut", "hub3", "--dir", folder.toString());
            assertThat(unknown.exit()).isEqualTo(1);
            assertThat(unknown.err()).contains("hub3").contains("frankfurt");
            demo.signal("TERM");
            assertThat(demo.exit()).as(demo.err()).isZero();
        }
        Packaged.awaitNothingLeft(folder);
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
    }

    private static List<String> dig(JsonNode dns, String name) throws IOException, InterruptedException {
        Process dig = new ProcessBuilder("dig", "+short", "+tries=1", "+time=2", "@" + dns.path("host").asString(), "-p",
                        dns.path("port").asString(), name, "A")
                .start();
        List<String> lines = dig.inputReader().lines().toList();
        dig.waitFor();
        return lines;
    }
}

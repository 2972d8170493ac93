package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.process.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What clients of each site are answered, and what they were answered before. */
class NamesBySiteTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private TestPlane start() throws Exception {
        Path zones = folder.resolve("dns.yaml");
        if (!Files.exists(zones)) {
            write(zones);
        }
        return TestPlane.over(folder, List.of()).with("traffic", "dns: " + zones).start();
    }

    private void write(Path zones) throws IOException {
        Files.writeString(zones, """
                dns:
                  listen: ["127.0.0.1:%d"]
                  admin: 127.0.0.1:%d
                  state_folder: %s
                sites:
                  - {name: paris, networks: [10.1.0.0/16], near: [london]}
                  - {name: london, networks: [10.2.0.0/16], near: [paris]}
                zones:
                  - name: db.example
                    name_servers: [ns1.example.]
                    names:
                      - name: near
                        policy: nearest
                        targets:
                          - {name: p, ip: [192.0.2.1], site: paris}
                          - {name: l, ip: [192.0.2.2], site: london}
                      - {name: one, targets: [{name: p, ip: [192.0.2.1]}]}
                """.formatted(Ports.take(), Ports.take(), folder.resolve("dns")));
    }

    private static JsonNode groups(TestPlane tutti, String name) {
        return tutti.api().get("/api/v1/dns/names").json().valueStream()
                .filter(one -> one.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .get("groups");
    }

    @Test
    void sitesThatGetTheSameAreToldTogetherWithTheirReasons() throws Exception {
        try (TestPlane tutti = start()) {
            JsonNode near = groups(tutti, "near.db.example.");
            assertThat(near.valueStream().map(group -> group.get("clients").get("sites").toString() + group.get("clients").get("unknown")))
                    .containsExactly("[\"paris\"]false", "[\"london\"]false", "[]true");
            assertThat(near.get(0).get("answers").get(0).get("ip").asString()).isEqualTo("192.0.2.1");
            assertThat(near.get(0).get("reasons").get(0).get("because").asString()).contains("the site itself");
            JsonNode one = groups(tutti, "one.db.example.");
            assertThat(one.size()).isEqualTo(1);
            assertThat(one.get(0).get("clients").get("all").asBoolean()).isTrue();

            tutti.api().post("/api/v1/dns/override", "{\"pattern\": \"p\", \"up\": false}");
            near = groups(tutti, "near.db.example.");
            assertThat(near.size()).isEqualTo(1);
            assertThat(near.get(0).get("reasons").get(0).get("because").asString()).contains("the nearest to paris that may serve");
        }
    }

    @Test
    void whatHappenedIsToldNewestFirstAndSurvivesARestart() throws Exception {
        List<JsonNode> before;
        try (TestPlane tutti = start()) {
            assertThat(tutti.api().get("/api/v1/dns/history").json().size()).isZero();
            tutti.api().post("/api/v1/dns/override", "{\"pattern\": \"p\", \"up\": false}");
            JsonNode near = tutti.api().get("/api/v1/dns/history?name=NEAR").json();
            assertThat(near.valueStream().map(change -> change.get("clients").get("sites") + " " + change.get("from") + change.get("to")))
                    .containsExactlyInAnyOrder(
                            "[\"paris\"] [\"p 192.0.2.1\"][\"l 192.0.2.2\"]",
                            "[] [\"p 192.0.2.1\",\"l 192.0.2.2\"][\"l 192.0.2.2\"]");
            JsonNode all = tutti.api().get("/api/v1/dns/history").json();
            assertThat(all.get(all.size() - 1).get("kind").asString()).isEqualTo("override");
            assertThat(tutti.api().get("/api/v1/dns/history?limit=1").json().size()).isEqualTo(1);
            before = all.valueStream().toList();
        }
        try (TestPlane tutti = start()) {
            List<JsonNode> after = tutti.api().get("/api/v1/dns/history").json().valueStream().toList();
            assertThat(after.getFirst().get("kind").asString()).isEqualTo("start");
            assertThat(after.subList(1, after.size())).isEqualTo(before);
        }
    }
}

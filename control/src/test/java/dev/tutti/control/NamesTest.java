package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery;
import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.process.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Names that the control plane serves by what it knows of real servers. */
class NamesTest {
    private static Path zones(Path folder, int port, Fleet fleet) throws IOException {
        return zones(folder, port, List.of(fleet.server("1").address(), fleet.server("2").address(), fleet.server("3").address()));
    }

    /** One zone with a name for writing to the chain of three servers, and one for reading from it. */
    static Path zones(Path folder, int port, List<Address> servers) throws IOException {
        return Files.writeString(folder.resolve("dns.yaml"), """
                dns:
                  listen: ["127.0.0.1:%d"]
                  admin: 127.0.0.1:%d
                  state_folder: %s
                servers:
                  - {address: "%s", name: one, ip: [192.0.2.1]}
                  - {address: "%s", name: two, ip: [192.0.2.2]}
                  - {address: "%s", name: three, ip: [192.0.2.3]}
                zones:
                  - name: db.example
                    name_servers: [ns1.example.]
                    names:
                      - {name: write, writer: "%4$s"}
                      - {name: read, readers: "%4$s", policy: multivalue, maximum_lag: 60s}
                """.formatted(port, Ports.take(), folder.resolve("dns"), servers.get(0), servers.get(1), servers.get(2)));
    }

    private static List<String> answers(int port, String name) throws IOException {
        SimpleResolver resolver = new SimpleResolver("127.0.0.1");
        resolver.setPort(port);
        resolver.setTimeout(Duration.ofSeconds(5));
        Message answer = resolver.send(Message.newQuery(
                org.xbill.DNS.Record.newRecord(Name.fromString(name), Type.A, DClass.IN)));
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        return answer.getSection(Section.ANSWER).stream()
                .map(record -> ((ARecord) record).getAddress().getHostAddress())
                .sorted()
                .toList();
    }

    private static List<String> now(int port, String name) {
        try {
            return answers(port, name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theWritersNameFollowsAFailoverAndReadersLeaveWhoIsGone(@TempDir Path folder) throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.custom("1<-2,3", Flavour.MARIADB_11_4), "names")) {
            int port = Ports.take();
            Path zones = zones(folder, port, fleet);
            Path kept = folder.resolve("kept.json");
            Path routers = Files.writeString(folder.resolve("routers.yaml"), """
                    traffic:
                      providers:
                        - name: file
                          kind: command
                          apply: [/bin/sh, -c, 'cat > "$0.new" && mv "$0.new" "$0"', "%1$s"]
                          read: [/bin/sh, -c, 'cat "$0" 2>/dev/null || echo "{}"', "%1$s"]
                          routes: [{route: write.db.example.}]
                    """.formatted(kept));
            try (TestPlane tutti = TestPlane.ready(folder, fleet, setup ->
                    setup.with("traffic", "dns: " + zones).with("traffic", "routers: " + routers))) {
                tutti.until("all is known", () -> now(port, "read.db.example.").size() == 2);
                assertThat(answers(port, "write.db.example.")).containsExactly("192.0.2.1");
                assertThat(answers(port, "read.db.example.")).containsExactly("192.0.2.2", "192.0.2.3");

                fleet.kill("1");
                Recovery failover = tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));

                boolean second = fleet.server("2").address().toString().equals(failover.promoted());
                tutti.until("the writer's name stands for the promoted one", () ->
                        now(port, "write.db.example.").equals(List.of(second ? "192.0.2.2" : "192.0.2.3")));
                tutti.until("the other one is left for reading", () ->
                        now(port, "read.db.example.").equals(List.of(second ? "192.0.2.3" : "192.0.2.2")));
                tutti.until("the router was told, and read back", () -> {
                    JsonNode router = tutti.api().get("/api/v1/dns/routers").json().get(0);
                    return router.get("done").asBoolean()
                            && router.get("says").get("write.db.example.").asString().contains(second ? "192.0.2.2" : "192.0.2.3");
                });
                JsonNode changed = tutti.api().get("/api/v1/dns/history?name=write&limit=1").json().get(0);
                assertThat(changed.get("to").get(0).asString()).isEqualTo(second ? "two 192.0.2.2" : "three 192.0.2.3");
                assertThat(changed.get("because").asString()).contains("it is held to be the primary");
                ApiClient.Reply why = tutti.api().get("/api/v1/dns/names/write.db.example?from=127.0.0.1");
                assertThat(why.json().get("because").asString()).contains("it is held to be the primary");
            }
        }
    }

    @Test
    void whatPeopleSetDownIsNotAnsweredAndNobodyStandsInForAWriter(@TempDir Path folder) throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(Fleet.custom("1<-2,3", Flavour.MARIADB_11_4), "names by hand")) {
            int port = Ports.take();
            Path zones = zones(folder, port, fleet);
            try (TestPlane tutti = TestPlane.ready(folder, fleet, setup -> setup.with("traffic", "dns: " + zones))) {
                tutti.until("all is known", () -> now(port, "read.db.example.").size() == 2);
                ApiClient.Reply down = tutti.api().post("/api/v1/dns/override", "{\"pattern\": \"one\", \"up\": false}");
                assertThat(down.status()).as(down.body()).isEqualTo(200);
                assertThat(answers(port, "write.db.example.")).isEmpty();
                assertThat(tutti.api().withToken("wrong").post("/api/v1/dns/override", "{\"pattern\": \"*\"}").status())
                        .isEqualTo(401);

                assertThat(tutti.api().post("/api/v1/dns/override", "{\"pattern\": \"one\"}").status()).isEqualTo(200);
                assertThat(answers(port, "write.db.example.")).containsExactly("192.0.2.1");
                assertThat(tutti.api().post("/api/v1/dns/override", "{\"pattern\": \"one\"}").message()).contains("nothing was said");
            }
        }
    }
}

package dev.tutti.traffic.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.evidence.ChainKnown;
import dev.tutti.core.traffic.evidence.Knowledge;
import dev.tutti.core.traffic.evidence.NodeKnown;
import dev.tutti.core.traffic.evidence.WriterKnown;
import dev.tutti.lab.process.Ports;
import dev.tutti.traffic.testing.Daemon;
import dev.tutti.traffic.testing.Listening;
import dev.tutti.traffic.testing.Running;
import dev.tutti.traffic.testing.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import java.io.DataInputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A whole server, asked by the tools and the resolver that others use. */
class DnsServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private static String checked(Listening first, Listening second) {
        return """
                checks:
                  - {name: c1, kind: tcp, address: "FIRST", interval: 400ms, timeout: 400ms}
                  - {name: c2, kind: tcp, address: "SECOND", interval: 400ms, timeout: 400ms}
                zones:
                  - name: db.example
                    name_servers: [ns1]
                    records:
                      - {name: ns1, type: A, data: 127.0.0.1}
                    names:
                      - name: app
                        ttl: 30s
                        targets:
                          - {name: paris, ip: [10.0.0.1], check: c1}
                          - {name: london, ip: [10.0.0.2], check: c2}
                """.replace("FIRST", first.address()).replace("SECOND", second.address());
    }

    private static String app(Running running) {
        return Tools.dig(running.port(), "+short", "app.db.example", "A").strip();
    }

    @Test
    void clientsFollowWhoIsUp() throws Exception {
        try (Listening first = Listening.silent();
                Listening second = Listening.silent();
                Running running = Running.with(folder, checked(first, second))) {
            await().atMost(LIMIT).until(() -> app(running).equals("10.0.0.1"));
            String whole = Tools.dig(running.port(), "aPp.Db.ExamplE", "A");
            assertThat(whole).contains("aPp.Db.ExamplE.\t\t30\tIN\tA\t10.0.0.1").contains("status: NOERROR").contains("qr aa");

            first.away();
            await().atMost(LIMIT).until(() -> app(running).equals("10.0.0.2"));
            assertThat(Tools.kdig(running.port(), "app.db.example", "A")).contains("app.db.example.     \t5\tIN\tA\t10.0.0.2");
            assertThat(Tools.kdig(running.port(), "+tcp", "+short", "app.db.example", "A").strip()).isEqualTo("10.0.0.2");

            second.away();
            await().atMost(LIMIT).until(() -> running.route("app.db.example.").because().contains("last resort"));
            assertThat(app(running)).isEqualTo("10.0.0.1");

            first.back();
            await().atMost(LIMIT).until(() -> running.route("app.db.example.").because().startsWith("paris is the first"));
        }
    }

    @Test
    void peopleOverruleItAlsoOverARestartAndAskWhy() throws Exception {
        try (Listening first = Listening.silent();
                Listening second = Listening.silent();
                Running running = Running.with(folder, checked(first, second))) {
            assertThat(running.http("POST", "/v1/overrides", "{\"pattern\": \"p*\", \"up\": false}", false).statusCode()).isEqualTo(401);
            assertThat(app(running)).isEqualTo("10.0.0.1");

            assertThat(running.force("p*", false).body()).contains("paris");
            assertThat(app(running)).isEqualTo("10.0.0.2");
            running.restart();
            assertThat(app(running)).isEqualTo("10.0.0.2");
            assertThat(running.http("GET", "/v1/ask?name=APP.db.example&from=10.1.2.3", "", false).body())
                    .contains("10.0.0.2").contains("not paris, because it was set down by hand (p*)");
            assertThat(running.http("GET", "/v1/ask?name=nope.db.example", "", false).statusCode()).isEqualTo(404);
            assertThat(running.http("GET", "/v1/status", "", false).body()).contains("\"pattern\" : \"p*\"").contains("serial");

            assertThat(running.http("DELETE", "/v1/overrides?pattern=p*", "", true).statusCode()).isEqualTo(200);
            assertThat(app(running)).isEqualTo("10.0.0.1");
            assertThat(running.http("DELETE", "/v1/overrides?pattern=p*", "", true).statusCode()).isEqualTo(404);
            assertThat(running.http("POST", "/v1/overrides", "{", true).statusCode()).isEqualTo(400);
            assertThat(running.http("POST", "/v1/overrides", "{\"pattern\": \"a b\", \"up\": true}", true).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whatHasChangedIsToldWithItsReason() throws Exception {
        try (Listening first = Listening.silent();
                Listening second = Listening.silent();
                Running running = Running.with(folder, checked(first, second))) {
            await().atMost(LIMIT).until(() -> running.route("app.db.example.").because().startsWith("paris is the first"));
            first.away();
            await().atMost(LIMIT).until(() -> app(running).equals("10.0.0.2"));
            running.force("l*", false);

            String all = running.http("GET", "/v1/history", "", false).body();
            assertThat(all).contains("\"from\" : [ \"paris 10.0.0.1\" ]", "not paris, because", "\"kind\" : \"check\"", "is set down by hand");
            String one = running.http("GET", "/v1/history?name=L*&limit=1", "", false).body();
            assertThat(one).contains("\"subject\" : \"l*\"").doesNotContain("paris");
            assertThat(running.http("GET", "/v1/history?limit=0", "", false).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aBadFileChangesNothingAndAGoodOneIsTakenByItself() throws Exception {
        try (Listening first = Listening.silent();
                Listening second = Listening.silent();
                Running running = Running.with(folder, checked(first, second))) {
            await().atMost(LIMIT).until(() -> app(running).equals("10.0.0.1"));
            running.write(checked(first, second).replace("ttl: 30s", "ttl: 0s"), "");
            await().atMost(LIMIT).until(() -> running.http("GET", "/v1/status", "", false).body().contains("at least 1s"));
            assertThat(app(running)).isEqualTo("10.0.0.1");
            assertThat(running.http("POST", "/v1/reload", "", true).body()).contains("dns.yaml, line ");

            running.write(checked(first, second).replace("10.0.0.1]", "10.0.0.9]"), "");
            await().atMost(LIMIT).until(() -> app(running).equals("10.0.0.9"));
            assertThat(running.http("GET", "/v1/status", "", false).body()).contains("\"problem\" : \"\"");
        }
    }

    @Test
    void whatTheControlPlaneKnowsIsAnsweredAtOnce() throws Exception {
        Told told = new Told();
        String text = """
                servers:
                  - {address: "db1:3306", ip: [10.0.0.1]}
                  - {address: "db2:3306", ip: [10.0.0.2]}
                  - {address: "g1:3306", ip: [10.0.1.1], cluster: pay}
                  - {address: "g2:3306", ip: [10.0.1.2], cluster: pay}
                zones:
                  - name: db.example
                    name_servers: [ns.elsewhere.]
                    names:
                      - {name: write, writer: shop}
                      - {name: pay, galera: pay, policy: multivalue}
                """;
        try (Running running = Running.with(folder, text, "", told)) {
            assertThat(Tools.dig(running.port(), "write.db.example")).contains("ANSWER: 0").contains("SOA");
            Instant before = Instant.now();
            told.tell(new Knowledge(
                    Map.of("shop", new ChainKnown(new WriterKnown.Held(new Address("db1", 3306)), List.of())),
                    Map.of("pay", Map.of(
                            new Address("g1", 3306), NodeKnown.SERVES, new Address("g2", 3306), NodeKnown.NON_PRIMARY)),
                    Map.of()));
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() ->
                    running.route("write.db.example.").endpoints().size() == 1);
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofMillis(1500));
            assertThat(Tools.dig(running.port(), "+short", "write.db.example").strip()).isEqualTo("10.0.0.1");
            assertThat(Tools.dig(running.port(), "+short", "pay.db.example").strip()).isEqualTo("10.0.1.1");

            told.tell(new Knowledge(
                    Map.of("shop", new ChainKnown(
                            new WriterKnown.Claimed(List.of(new Address("db1", 3306), new Address("db2", 3306))), List.of())),
                    Map.of("pay", Map.of(
                            new Address("g1", 3306), NodeKnown.NON_PRIMARY, new Address("g2", 3306), NodeKnown.SERVES)),
                    Map.of()));
            await().atMost(LIMIT).until(() ->
                    Tools.dig(running.port(), "+short", "pay.db.example").strip().equals("10.0.1.2"));
            assertThat(Tools.dig(running.port(), "+short", "write.db.example").strip()).isEmpty();
        }
    }

    /** On ten thousand names it once took more memory than the server had, and the answer broke off. */
    @Test
    void theStatusOfManyNamesIsNeverHeldWhole() throws Exception {
        StringBuilder text = new StringBuilder("zones:\n  - name: db.example\n    name_servers: [ns.elsewhere.]\n    names:\n");
        for (int i = 0; i < 2000; i++) {
            text.append("      - {name: n").append(i).append(", targets: [{ip: [10.0.0.1]}]}\n");
        }
        try (Running running = Running.with(folder, text.toString());
                CountingOutput counted = new CountingOutput()) {
            try (JsonGenerator json = JsonMapper.builder().build().createGenerator(counted)) {
                new Status(running.server()).write(json);
            }
            assertThat(counted.bytes).isGreaterThan(200_000);
            assertThat(counted.largest).isLessThan(50_000);
            assertThat(running.http("GET", "/v1/status", "", false).body()).contains("n1999.db.example.").contains("counters");
            assertThat(running.http("GET", "/v1/counters", "", false).body()).contains("checks_made");
        }
    }

    /** How much comes in at once, and in all. */
    private static final class CountingOutput extends OutputStream {
        private long bytes;
        private int largest;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] piece, int from, int length) {
            bytes += length;
            largest = Math.max(largest, length);
        }
    }

    @Test
    void aResolverKeepsAnswersAsLongAsTheyMayBeKept() throws Exception {
        String unbound = Tools.path("unbound", "unbound");
        try (Listening first = Listening.silent();
                Listening second = Listening.silent();
                Running running = Running.with(folder, checked(first, second).replace("ttl: 30s", "ttl: 2s\n        ttl_when_down: 1s"))) {
            int port = Ports.take();
            Path config = Files.writeString(folder.resolve("unbound.conf"), """
                    server:
                      interface: 127.0.0.1
                      port: PORT
                      do-daemonize: no
                      username: ""
                      chroot: ""
                      pidfile: ""
                      directory: "FOLDER"
                      use-syslog: no
                      do-not-query-localhost: no
                      qname-minimisation: yes
                      use-caps-for-id: yes
                      module-config: "iterator"
                      local-zone: "example." nodefault
                    stub-zone:
                      name: "db.example"
                      stub-addr: 127.0.0.1@SERVER
                    """.replace("PORT", Integer.toString(port)).replace("FOLDER", folder.toString())
                    .replace("SERVER", Integer.toString(running.port())));
            try (Daemon resolver = Daemon.start(folder.resolve("unbound.log"), List.of(unbound, "-d", "-c", config.toString()))) {
                await().atMost(LIMIT).until(() -> Tools.dig(port, "+short", "app.db.example").strip().equals("10.0.0.1"));
                assertThat(resolver.isAlive()).isTrue();
                assertThat(Tools.dig(port, "nope.db.example")).contains("NXDOMAIN");
                first.away();
                await().atMost(LIMIT).until(() -> Tools.dig(port, "+short", "app.db.example").strip().equals("10.0.0.2"));
            } finally {
                Ports.release(port);
            }
        }
    }

    @Test
    void aNameUnderAttackIsAnsweredToOthersAndToTheAttackersNetworkByTcp() throws Exception {
        try (Listening first = Listening.silent();
                Listening second = Listening.silent();
                Running running = Running.with(folder, checked(first, second),
                        "  rate_limit: 20\n  rate_limit_slip: 2\n  rate_limit_exempt: [127.8.0.0/16]\n", Evidence.NONE);
                DatagramSocket attacker = new DatagramSocket(0, InetAddress.getByName("127.66.0.1"))) {
            byte[] question = question();
            attacker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), running.port()));
            for (int i = 0; i < 1000; i++) {
                attacker.send(new DatagramPacket(question, question.length));
            }
            attacker.setSoTimeout(500);
            int whole = 0;
            int truncated = 0;
            int bytes = 0;
            byte[] buffer = new byte[4096];
            try {
                while (true) {
                    DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
                    attacker.receive(answer);
                    bytes += answer.getLength();
                    if ((buffer[2] & 2) != 0) {
                        truncated++;
                    } else {
                        whole++;
                    }
                }
            } catch (SocketTimeoutException e) {
                // That was all.
            }
            assertThat(whole).as("whole answers").isBetween(1, 200);
            assertThat(truncated).as("told to come by TCP").isPositive();
            assertThat(bytes).as("less came back than was sent").isLessThan(1000 * question.length);
            // Others do not notice, and the attacker's own network is answered over TCP.
            for (int i = 0; i < 5; i++) {
                assertThat(Tools.dig(running.port(), "-b", "127.8.0.1", "+short", "app.db.example").strip()).isEqualTo("10.0.0.1");
            }
            assertThat(Tools.dig(running.port(), "-b", "127.66.0.2", "+tcp", "+short", "app.db.example").strip()).isEqualTo("10.0.0.1");
        }
    }

    private static byte[] question() {
        return org.xbill.DNS.Message.newQuery(org.xbill.DNS.Record.newRecord(
                        org.xbill.DNS.Name.fromConstantString("app.db.example."), org.xbill.DNS.Type.A, org.xbill.DNS.DClass.IN))
                .toWire();
    }

    @Test
    void manyQuestionsOnOneConnectionAreAllAnsweredAndNonsenseEndsIt() throws Exception {
        try (Listening first = Listening.silent();
                Listening second = Listening.silent();
                Running running = Running.with(folder, checked(first, second));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), running.port())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            byte[] question = question();
            OutputStream out = socket.getOutputStream();
            byte[] framed = new byte[question.length + 2];
            framed[1] = (byte) question.length;
            System.arraycopy(question, 0, framed, 2, question.length);
            for (int i = 0; i < 50; i++) {
                out.write(framed);
            }
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < 50; i++) {
                byte[] answer = in.readNBytes(in.readUnsignedShort());
                assertThat(answer[7]).as("answers").isEqualTo((byte) 1);
            }
            out.write(new byte[] {0, 3, 1, 2, 3});
            assertThat(in.read()).isEqualTo(-1);
        }
    }
}

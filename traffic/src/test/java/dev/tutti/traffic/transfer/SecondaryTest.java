package dev.tutti.traffic.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.lab.process.Ports;
import dev.tutti.traffic.dns.Evidence;
import dev.tutti.traffic.testing.Daemon;
import dev.tutti.traffic.testing.Running;
import dev.tutti.traffic.testing.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Real secondaries hold the zone as it is answered, and nobody else may have it. */
class SecondaryTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SECRET = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ=";
    private static final String OTHER = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMTI=";

    @TempDir
    Path folder;

    private int port;

    @BeforeEach
    void take() {
        port = Ports.take();
    }

    @AfterEach
    void release() {
        Ports.release(port);
    }

    private Running primary() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), SECRET);
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            many.append("      - {name: n").append(i).append(", type: A, data: 10.1.").append(i / 250).append('.').append(i % 250)
                    .append("}\n");
        }
        return Running.with(folder, """
                keys:
                  - {name: transfer, secret_file: KEY}
                zones:
                  - name: db.example
                    name_servers: [ns1]
                    secondaries:
                      - {address: "127.0.0.1:PORT", key: transfer}
                    records:
                      - {name: ns1, type: A, data: 127.0.0.1}
                MANY    names:
                      - name: app
                        targets: [{name: paris, ip: [10.0.0.1, "fd00::1"]}, {name: london, ip: [10.0.0.2]}]
                """.replace("KEY", key.toString()).replace("PORT", Integer.toString(port)).replace("MANY", many),
                "  rate_limit: 0\n", Evidence.NONE);
    }

    private String second(String name) {
        return Tools.dig(port, "+short", "+norec", name, "A").strip();
    }

    private void followsThePrimary(Running primary) throws Exception {
        await().atMost(LIMIT).until(() -> second("app.db.example").equals("10.0.0.1"));
        assertThat(second("n1999.db.example")).isEqualTo("10.1.7.249");
        String before = Tools.dig(primary.port(), "+short", "db.example", "SOA");

        primary.force("paris", false);

        // Long before the refresh time of a minute: it was notified.
        await().atMost(LIMIT).until(() -> second("app.db.example").equals("10.0.0.2"));
        String after = Tools.dig(primary.port(), "+short", "db.example", "SOA");
        assertThat(serial(after)).isGreaterThan(serial(before));
        await().atMost(LIMIT).until(() -> serial(Tools.dig(port, "+short", "+norec", "db.example", "SOA")) == serial(after));

        primary.restart();
        assertThat(serial(Tools.dig(primary.port(), "+short", "db.example", "SOA"))).isGreaterThan(serial(after));
        primary.force("paris", true);
        await().atMost(LIMIT).until(() -> second("app.db.example").equals("10.0.0.1"));
    }

    private static long serial(String start) {
        return Long.parseLong(start.strip().split(" ")[2]);
    }

    @Test
    void knotFollowsThePrimary() throws Exception {
        String knotd = Tools.path("knotd", "knot");
        try (Running primary = primary()) {
            Path state = Files.createDirectories(folder.resolve("knot"));
            Path config = Files.writeString(folder.resolve("knot.conf"), """
                    server:
                      rundir: "STATE"
                      listen: 127.0.0.1@PORT
                    database:
                      storage: "STATE"
                    key:
                      - id: transfer
                        algorithm: hmac-sha256
                        secret: SECRET
                    remote:
                      - id: primary
                        address: 127.0.0.1@PRIMARY
                        key: transfer
                    acl:
                      - id: notify
                        address: 127.0.0.1
                        key: transfer
                        action: notify
                    zone:
                      - domain: db.example
                        storage: "STATE"
                        master: primary
                        acl: notify
                    """.replace("STATE", state.toString()).replace("PORT", Integer.toString(port)).replace("SECRET", SECRET)
                    .replace("PRIMARY", Integer.toString(primary.port())));
            try (Daemon knot = Daemon.start(folder.resolve("knot.log"), List.of(knotd, "-c", config.toString()))) {
                followsThePrimary(primary);
                assertThat(knot.isAlive()).isTrue();
            }
        }
    }

    @Test
    void bindFollowsThePrimary() throws Exception {
        String named = Tools.path("named", "bind9");
        try (Running primary = primary()) {
            Path state = Files.createDirectories(folder.resolve("bind"));
            Path config = Files.writeString(folder.resolve("named.conf"), """
                    key "transfer" { algorithm hmac-sha256; secret "SECRET"; };
                    options {
                      directory "STATE";
                      pid-file "STATE/pid";
                      session-keyfile "STATE/session";
                      listen-on port PORT { 127.0.0.1; };
                      listen-on-v6 { none; };
                      recursion no;
                      dnssec-validation no;
                      min-refresh-time 1;
                    };
                    controls { };
                    server 127.0.0.1 { keys { transfer; }; };
                    zone "db.example" {
                      type secondary;
                      primaries { 127.0.0.1 port PRIMARY key transfer; };
                      file "STATE/db.example";
                      allow-notify { key transfer; };
                    };
                    """.replace("STATE", state.toString()).replace("PORT", Integer.toString(port)).replace("SECRET", SECRET)
                    .replace("PRIMARY", Integer.toString(primary.port())));
            try (Daemon bind = Daemon.start(folder.resolve("bind.log"), List.of(named, "-f", "-g", "-c", config.toString()))) {
                followsThePrimary(primary);
                assertThat(bind.isAlive()).isTrue();
            }
        }
    }

    @Test
    void nobodyElseMayHaveTheZone() throws Exception {
        try (Running primary = primary()) {
            assertThat(Tools.dig(primary.port(), "db.example", "AXFR")).contains("Transfer failed");
            assertThat(Tools.dig(primary.port(), "-y", "hmac-sha256:transfer:" + OTHER, "db.example", "AXFR"))
                    .containsAnyOf("BADSIG", "Transfer failed").doesNotContain("n1999");
            assertThat(Tools.dig(primary.port(), "-y", "hmac-sha256:unknown:" + SECRET, "db.example", "AXFR"))
                    .containsAnyOf("BADKEY", "Transfer failed").doesNotContain("n1999");
            String whole = Tools.dig(primary.port(), "-y", "hmac-sha256:transfer:" + SECRET, "db.example", "AXFR");
            assertThat(whole).contains("n1999.db.example.").contains("app.db.example.\t\t30\tIN\tAAAA\tfd00::1").contains("XFR size: 2006");
            assertThat(Tools.kdig(primary.port(), "-y", "hmac-sha256:transfer:" + SECRET, "+short", "app.db.example", "A"))
                    .startsWith("10.0.0.1").contains("NOERROR");
            assertThat(Tools.kdig(primary.port(), "-y", "hmac-sha256:transfer:" + SECRET, "other.example", "AXFR"))
                    .contains("NOTAUTH");
        }
    }

    @Test
    void serialsOnlyRiseAlsoOverARestartInTheSameSecond() throws Exception {
        InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000));
        Serials serials = Serials.open(folder, clock);
        long last = 0;
        for (int i = 0; i < 2500; i++) {
            long next = serials.next("db.example.");
            assertThat(next).isGreaterThan(last);
            last = next;
        }
        assertThat(Serials.open(folder, clock).next("db.example.")).isGreaterThan(last);
        assertThat(Serials.open(folder, InstantSource.fixed(Instant.EPOCH)).next("db.example.")).isGreaterThan(last);
        Files.writeString(folder.resolve("serials"), "nonsense\n");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Serials.open(folder, clock)).hasMessageContaining("is damaged at \"nonsense\"");
    }
}

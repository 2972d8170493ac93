package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.process.Ports;
import dev.tutti.traffic.dns.DnsServer;
import dev.tutti.traffic.dns.Evidence;
import dev.tutti.traffic.zone.DnsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** What people say to a DNS server, and what it says to them. */
class DnsCommandTest {
    @TempDir
    Path folder;

    private Path config(int port, int admin) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "of-a-test");
        return Files.writeString(folder.resolve("dns.yaml"), """
                dns:
                  listen: ["127.0.0.1:PORT"]
                  admin: 127.0.0.1:ADMIN
                  token_file: TOKEN
                  state_folder: STATE
                zones:
                  - name: db.example
                    name_servers: [ns.elsewhere.]
                    names:
                      - name: app
                        targets: [{name: paris, ip: [10.0.0.1]}, {name: london, ip: [10.0.0.2]}]
                """.replace("PORT", Integer.toString(port)).replace("ADMIN", Integer.toString(admin))
                .replace("TOKEN", token.toString()).replace("STATE", folder.resolve("state").toString()));
    }

    @Test
    void aFileIsCheckedWithoutAServer() throws Exception {
        Path file = config(5353, 7430);
        assertThat(Captured.of("dns", "--config", file.toString(), "--check").out()).isEqualTo(
                file + " is right: 1 zone, 1 name with targets or roles, 0 checks, answered on 127.0.0.1:5353\n");
        Files.writeString(file, Files.readString(file).replace("10.0.0.2", "db2"));
        Captured wrong = Captured.of("dns", "--config", file.toString(), "--check");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).startsWith(file + ", line 11, column ").contains("IP address, not a name");
        assertThat(Captured.of("dns").exit()).isEqualTo(2);
    }

    @Test
    void aRunningServerIsAskedAndOverruled() throws Exception {
        int port = Ports.take();
        int admin = Ports.take();
        Path file = config(port, admin);
        String url = "http://127.0.0.1:" + admin;
        String token = folder.resolve("token").toString();
        Captured nobody = Captured.of("dns", "ask", "app.db.example", "--admin", url);
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).contains("cannot be asked");
        try (DnsServer running = DnsServer.start(DnsConfig.read(file), file, Evidence.NONE, InstantSource.system())) {
            assertThat(running.routes()).hasSize(1);
            assertThat(Captured.of("dns", "ask", "app.db.example", "--from", "10.1.2.3", "--admin", url).out()).isEqualTo("""
                    app.db.example. (30 s)  10.0.0.1 (paris)
                        paris is the first in order that may serve: nothing checks it.
                    """);
            assertThat(Captured.of("dns", "history", "--admin", url).out()).isEqualTo("Nothing has changed since the server started.\n");
            Captured barred = Captured.of("dns", "set-down", "p*", "--admin", url);
            assertThat(barred.exit()).isEqualTo(1);
            assertThat(barred.err()).contains("--token-file");
            assertThat(Captured.of("dns", "set-down", "p*", "--admin", url, "--token-file", token).out())
                    .isEqualTo("Concerns paris.\nset down by hand: p*\n");
            assertThat(Captured.of("dns", "status", "--admin", url).out())
                    .contains("zone db.example. serial ").contains("10.0.0.2 (london)").contains("set down by hand: p*");
            assertThat(Captured.of("dns", "clear", "p*", "--admin", url, "--token-file", token).exit()).isZero();
            assertThat(Captured.of("dns", "history", "app", "--limit", "1", "--admin", url).out())
                    .contains("app.db.example.: london 10.0.0.2 -> paris 10.0.0.1\n    paris is the first in order that may serve");
            assertThat(Captured.of("dns", "history", "p*", "--admin", url).out())
                    .contains("p*: down -> as is known", "p*: as is known -> down");
            assertThat(Captured.of("dns", "history", "--limit", "none", "--admin", url).exit()).isEqualTo(2);
            assertThat(Captured.of("dns", "set-up", "nobody", "--admin", url, "--token-file", token).out())
                    .contains("No target of now is called like nobody.");
            assertThat(Captured.of("dns", "reload", "--admin", url, "--token-file", token).out()).isEqualTo("The file is taken.\n");
            assertThat(Captured.of("dns", "ask", "app.db.example", "--admin", url, "--json").out()).contains("\"because\"");
        } finally {
            Ports.release(port);
            Ports.release(admin);
        }
    }
}

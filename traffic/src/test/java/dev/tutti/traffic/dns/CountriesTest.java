package dev.tutti.traffic.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.traffic.testing.Running;
import dev.tutti.traffic.testing.Tools;
import dev.tutti.traffic.zone.GeoFileMaker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/** Clients are led by the country that their address is in. */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class CountriesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private static String nearest(Running running, String subnet) {
        return Tools.dig(running.port(), "+short", "+subnet=" + subnet, "app.db.example", "A").strip();
    }

    @Test
    void eachCountryGetsItsSiteANetworkComesFirstAndAnotherFileIsTaken() throws Exception {
        Path file = folder.resolve("countries.mmdb");
        new GeoFileMaker(6).with("81.2.64.0/18", "GB", "EU").with("90.0.0.0/9", "FR", "EU").write(file);
        String text = """
                sites:
                  - {name: london, countries: [GB], near: [paris]}
                  - {name: paris, continents: [EU], networks: [81.2.65.0/24], near: [london]}
                zones:
                  - name: db.example
                    name_servers: [ns.db.net.]
                    names:
                      - name: app
                        policy: nearest
                        targets:
                          - {name: l, ip: [10.0.0.1], site: london}
                          - {name: p, ip: [10.0.0.2], site: paris}
                """;
        try (Running running = Running.with(folder, text, "  geoip: " + file + "\n", Evidence.NONE)) {
            assertThat(nearest(running, "81.2.64.0/24")).isEqualTo("10.0.0.1");
            assertThat(nearest(running, "81.2.65.0/24")).isEqualTo("10.0.0.2");
            assertThat(nearest(running, "90.1.2.0/24")).isEqualTo("10.0.0.2");
            assertThat(nearest(running, "3.1.2.0/24")).as("in no known country").contains("10.0.0.1", "10.0.0.2");

            new GeoFileMaker(6).with("90.0.0.0/9", "GB", "EU").write(file);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
            await().atMost(LIMIT).until(() -> nearest(running, "90.1.2.0/24").equals("10.0.0.1"));

            Files.delete(file);
            running.write(text.replace("countries: [GB]", "networks: [3.1.2.0/24]").replace("continents: [EU], ", ""), "");
            await("a configuration without countries is taken although the file is gone").atMost(LIMIT)
                    .until(() -> nearest(running, "3.1.2.0/24").equals("10.0.0.1"));
        }
    }
}

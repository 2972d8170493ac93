package dev.tutti.traffic.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.settings.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Which clients are whose by the country of their address. */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class GeographyTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void aFile() throws Exception {
        file = maker(6).write(folder.resolve("countries.mmdb"));
    }

    private static GeoFileMaker maker(int version) {
        GeoFileMaker maker = new GeoFileMaker(version)
                .with("81.2.64.0/19", "GB", "EU")
                .with("81.2.96.0/19", "IE", "EU")
                .with("90.0.0.0/9", "FR", "EU")
                .with("91.0.0.0/10", "DE", "EU")
                .with("3.0.0.0/8", "US", "NA");
        return version == 4 ? maker : maker.with("2a01:4b00::/32", "GB", "EU").with("2001:4860::/32", "US", "NA");
    }

    private DnsConfig read(String sites) throws ConfigException {
        return DnsConfig.parse("dns:\n  geoip: " + file + "\nsites:\n" + sites, "dns.yaml");
    }

    private static List<Network> networks(String... texts) {
        return java.util.Arrays.stream(texts).map(Network::parse).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void countriesAndContinentsBecomeNetworksAndNeighboursOfOneSiteAreJoined(int version) throws Exception {
        maker(version).write(file);
        Map<String, List<Network>> bySite = read("""
                  - {name: london, countries: [gb, IE]}
                  - {name: paris, continents: [EU]}
                """).geography().networks();
        assertThat(bySite).containsOnlyKeys("london", "paris");
        assertThat(bySite.get("london")).containsAll(networks("81.2.64.0/18")).hasSize(version == 4 ? 1 : 2);
        assertThat(bySite.get("paris")).containsExactlyInAnyOrderElementsOf(networks("90.0.0.0/9", "91.0.0.0/10"));
    }

    @Test
    void bothFamiliesAreRead() throws Exception {
        assertThat(read("  - {name: boston, countries: [US]}\n").geography().networks().get("boston"))
                .containsExactlyInAnyOrderElementsOf(networks("3.0.0.0/8", "2001:4860::/32"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{name: a, countries: [XX]} | write a country in two letters",
        "{name: a, continents: [GB]} | write AF, AN, AS, EU, NA, OC or SA",
        "{name: a, countries: [GB, GB]} | GB belongs to a already",
    })
    void whatIsNoCountryIsNamed(String site, String message) {
        assertThatThrownBy(() -> read("  - " + site + "\n")).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("dns.yaml, line 4, column").hasMessageContaining(message);
    }

    @Test
    void countriesWithoutAFileAndAFileOfAnotherFormatAreNamed() throws Exception {
        assertThatThrownBy(() -> DnsConfig.parse("sites:\n  - {name: a, countries: [GB]}\n", "dns.yaml"))
                .hasMessageContaining("set dns.geoip");
        Files.writeString(file, "no such format");
        assertThatThrownBy(() -> read("  - {name: a, countries: [GB]}\n"))
                .hasMessageStartingWith("dns.yaml, line 2, column 10").hasMessageContaining("no file of MaxMind's format");
        Files.delete(file);
        assertThatThrownBy(() -> read("  - {name: a, countries: [GB]}\n")).hasMessageContaining("cannot be used");
    }
}

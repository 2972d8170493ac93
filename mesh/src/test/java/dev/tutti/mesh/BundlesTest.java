package dev.tutti.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Technology;
import dev.tutti.mesh.bundle.Bundles;
import dev.tutti.mesh.bundle.Difference;
import dev.tutti.mesh.bundle.Generated;
import dev.tutti.mesh.config.MeshFile;
import dev.tutti.mesh.print.DifferenceText;
import dev.tutti.mesh.run.Place;
import dev.tutti.mesh.run.Shell;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.pki.Authority;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Bundles are complete, stay as they are, and hold no secret of anybody else. */
class BundlesTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-26T12:00:00Z"));
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Bundles bundles = new Bundles(Path.of("unset"), Path.of("unset"), CLOCK);

    @BeforeEach
    void inAFolderOfTheirOwn() {
        bundles = new Bundles(folder.resolve("mesh"), folder.resolve("pki"), CLOCK);
    }

    private static MeshDescription description(Technology technology) throws ConfigException {
        return MeshFile.parse(MeshFileTest.GOOD.replace("wireguard", technology.name()), "mesh.yaml");
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(folder.relativize(file) + " " + Files.getLastModifiedTime(file), new String(
                        Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(Technology.class)
    void generatingAgainChangesNothing(Technology technology) throws Exception {
        assertThat(bundles.generate(description(technology), List.of()).changed()).isNotEmpty();
        Map<String, String> before = contents();
        Generated again = bundles.generate(description(technology), List.of());
        assertThat(again.changed()).isEmpty();
        assertThat(again.keys()).isEmpty();
        assertThat(contents()).isEqualTo(before);
        assertThat(bundles.differences(description(technology))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Technology.class)
    void aPrivateKeyIsInItsHostsBundleAndNowhereElse(Technology technology) throws Exception {
        bundles.generate(description(technology), List.of());
        String key = technology == Technology.OPENVPN ? "host.key" : "wireguard.key";
        for (String host : List.of("paris", "madrid", "hub1", "hub2")) {
            Path file = bundles.of(host).resolve("etc/tutti-mesh").resolve(key);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            String secret = Files.readString(file).lines().filter(line -> !line.startsWith("-")).findFirst().orElseThrow();
            assertThat(contents().entrySet().stream().filter(entry -> entry.getValue().contains(secret)))
                    .extracting(entry -> entry.getKey().split(" ")[0])
                    .containsExactlyInAnyOrder("mesh/hosts/" + host + "/etc/tutti-mesh/" + key, "mesh/hosts/" + host + ".tar");
            Path tar = bundles.of(host).resolveSibling(host + ".tar");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tar))).isEqualTo("rw-------");
        }
    }

    @Test
    void theArchiveHoldsWhatTheFolderHolds() throws Exception {
        bundles.generate(description(Technology.OPENVPN), List.of());
        Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
        Shell shell = new Shell(Place.HERE);
        shell.require("tar", LIMIT, "tar", "-xpf", bundles.of("paris").resolveSibling("paris.tar").toString(), "-C",
                unpacked.toString());
        shell.require("diff", LIMIT, "diff", "-r", bundles.of("paris").toString(), unpacked.resolve("paris").toString());
        assertThat(Files.getPosixFilePermissions(unpacked.resolve("paris/etc/tutti-mesh/host.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.isExecutable(unpacked.resolve("paris/install.sh"))).isTrue();
    }

    @Test
    void rotatingMakesANewKeyForOneHostAndTheOldCertificateStaysValidUntilItIsRevoked() throws Exception {
        MeshDescription description = description(Technology.OPENVPN);
        bundles.generate(description, List.of());
        Path key = bundles.of("paris").resolve("etc/tutti-mesh/host.key");
        String before = Files.readString(key);
        Generated rotated = bundles.generate(description, List.of("paris"));
        assertThat(Files.readString(key)).isNotEqualTo(before);
        assertThat(rotated.changed()).containsExactlyInAnyOrder("paris/etc/tutti-mesh/host.pem", "paris.tar");

        Authority authority = new Authority(folder.resolve("pki"), CLOCK);
        authority.revoke("payments-paris.old");
        assertThat(bundles.generate(description, List.of()).changed()).contains(
                "madrid/etc/tutti-mesh/revoked.pem", "hub1/etc/tutti-mesh/revoked.pem", "hub2/etc/tutti-mesh/revoked.pem");

        authority.revoke("payments-paris");
        assertThat(bundles.differences(description))
                .contains(new Difference.KeyUnusable("paris", "its certificate was revoked"));
        assertThat(bundles.generate(description, List.of()).keys())
                .containsExactly("a new key for paris: its certificate was revoked");
    }

    @Test
    void aKeyThatPkiMadeIsTakenIntoTheBundle() throws Exception {
        MeshDescription description = description(Technology.OPENVPN);
        bundles.generate(description, List.of());
        Authority authority = new Authority(folder.resolve("pki"), CLOCK);
        authority.rotate("payments-madrid", Duration.ofDays(10));
        String made = Files.readString(authority.key("payments-madrid"));
        bundles.generate(description, List.of());
        assertThat(authority.key("payments-madrid")).doesNotExist();
        assertThat(bundles.of("madrid").resolve("etc/tutti-mesh/host.key")).hasContent(made);
    }

    @Test
    void whatIsOtherwiseThanPlannedIsToldWithoutSecrets() throws Exception {
        MeshDescription description = description(Technology.WIREGUARD);
        bundles.generate(description, List.of());
        Path paris = bundles.of("paris").resolve("etc/tutti-mesh");
        String secret = Files.readString(paris.resolve("wireguard.key")).strip();
        Path tunnel = paris.resolve("tm1-3.conf");
        Files.writeString(tunnel, Files.readString(tunnel).replace("MTU = 1420", "MTU = 1500"));
        Files.delete(paris.resolve("firewall.nft"));
        Files.writeString(paris.resolve("tm1-9.conf"), "old");
        Files.setPosixFilePermissions(paris.resolve("wireguard.key"), PosixFilePermissions.fromString("rw-r--r--"));
        String text = DifferenceText.of(bundles.differences(description));
        assertThat(text)
                .contains("paris: etc/tutti-mesh/firewall.nft is missing")
                .contains("    - MTU = 1500\n    + MTU = 1420\n")
                .contains("paris: etc/tutti-mesh/tm1-9.conf is not in the plan")
                .contains("wireguard.key has the rights rw-r--r--, and rw------- are planned")
                .doesNotContain(secret);
        bundles.generate(description, List.of());
        assertThat(bundles.differences(description)).isEmpty();
    }

    @Test
    void aSiteThatComesLeavesTheTunnelsOfOthersAlone() throws Exception {
        bundles.generate(description(Technology.OPENVPN), List.of());
        MeshDescription more = MeshFile.parse(MeshFileTest.GOOD.replace("wireguard", "openvpn").replace("sites:\n",
                "sites:\n  - {name: berlin, endpoint: 203.0.113.3, network: 10.1.3.0/24}\n"), "mesh.yaml");
        assertThat(bundles.generate(more, List.of()).changed())
                .doesNotContain("paris/etc/tutti-mesh/tm1-3.conf", "hub1/etc/tutti-mesh/tm3-1.conf")
                .contains("berlin/etc/tutti-mesh/tm5-3.conf", "hub1/etc/tutti-mesh/tm3-5.conf");
        assertThat(bundles.generate(description(Technology.OPENVPN), List.of()).leftovers()).containsExactly("berlin");
    }

    @ParameterizedTest
    @EnumSource(Router.class)
    void debiansOwnProgramsFindNoFault(Router router) throws Exception {
        MeshDescription description = MeshFile.parse(MeshFileTest.GOOD.replace("wireguard", "openvpn")
                .replace("mesh:\n", "mesh:\n  router: " + router + "\n"), "mesh.yaml");
        bundles.generate(description, List.of());
        Shell shell = new Shell(Place.HERE);
        for (String host : List.of("paris", "hub1")) {
            Path etc = bundles.of(host).resolve("etc");
            shell.require("nft", LIMIT, "unshare", "--net", "nft", "-c", "-f", etc.resolve("tutti-mesh/firewall.nft").toString());
            if (router == Router.BIRD) {
                shell.require("bird", LIMIT, "bird", "-p", "-c", etc.resolve("tutti-mesh/bird.conf").toString());
            }
            assertThat(etc.resolve("systemd/system/tutti-mesh-tunnel@.service")).content()
                    .contains("Requires=tutti-mesh-firewall.service").contains("NoNewPrivileges=yes");
            shell.require("sh", LIMIT, "sh", "-n", bundles.of(host).resolve("install.sh").toString());
        }
    }
}

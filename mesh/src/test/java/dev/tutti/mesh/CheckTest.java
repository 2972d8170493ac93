package dev.tutti.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.mesh.Technology;
import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.core.mesh.check.MeshDiagnosis;
import dev.tutti.core.mesh.check.MeshJudge;
import dev.tutti.mesh.check.Look;
import dev.tutti.mesh.print.CheckText;
import dev.tutti.mesh.run.HostTunnels;
import dev.tutti.mesh.run.RunningMesh;
import dev.tutti.mesh.run.Shell;
import dev.tutti.settings.pki.Authority;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/** What is wrong with real tunnels is seen and named. */
class CheckTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final long BASELINE = 100_000_000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Technology.class)
    void whatIsWrongIsNamedAndAHealthyMeshIsLeftInPeace(Technology technology) throws Exception {
        try (LabMesh lab = LabMesh.start(technology, 2, OptionalLong.of(BASELINE), folder)) {
            RunningMesh mesh = lab.mesh();
            assertThat(mesh.awaitReach(LIMIT)).as("up").isPresent();
            HostSight well = look(mesh, false);
            assertThat(problems(mesh, well)).as(() -> CheckText.of(well, List.of())).isEmpty();
            assertThat(well.tunnels()).allSatisfy(tunnel -> {
                assertThat(tunnel.handshake()).isPresent();
                assertThat(tunnel.full().received()).isEqualTo(3);
                assertThat(tunnel.small().roundTrip()).isPresent();
            });
            assertThat(well.others()).filteredOn(way -> way.other().equals("madrid")).singleElement().satisfies(way -> {
                assertThat(way.there()).hasSize(2).last().isEqualTo("madrid");
                assertThat(way.back()).hasSize(2).last().isEqualTo("paris");
            });

            if (technology == Technology.OPENVPN) {
                oneTunnelIsBad(mesh);
            }

            mesh.cutOnly(List.of(new Element.OfSite("hub2")));
            awaitReach(mesh);
            assertThat(problems(mesh, look(mesh, false)))
                    .containsExactly(new MeshDiagnosis.HubLost("hub2", List.of("paris")));
            mesh.cut(new Element.OfSite("hub1"));
            assertThat(problems(mesh, look(mesh, false)))
                    .containsExactly(new MeshDiagnosis.CutOff("paris", List.of("hub1", "hub2")));
        }
    }

    private static void oneTunnelIsBad(RunningMesh mesh) throws IOException {
        // Full-size packets vanish at the hub, as behind a line that takes less and tells nobody.
        Shell hub = new Shell(mesh.host("hub1").place());
        hub.require("nft", LIMIT, "nft", "add table inet small; add chain inet small in { type filter hook input priority -400; };"
                + " add rule inet small in udp length > 1200 drop");
        assertThat(problems(mesh, look(mesh, false))).singleElement().isInstanceOfSatisfying(
                MeshDiagnosis.FullPacketsLost.class, lost -> assertThat(lost.peer()).isEqualTo("hub1"));
        hub.require("nft", LIMIT, "nft", "delete", "table", "inet", "small");

        mesh.cut(new Element.OfLink(new Link("hub1", "paris")));
        awaitReach(mesh);
        assertThat(problems(mesh, look(mesh, false))).singleElement().isInstanceOfSatisfying(
                MeshDiagnosis.TunnelSilent.class, silent -> assertThat(silent.peer()).isEqualTo("hub1"));
    }

    private static void awaitReach(RunningMesh mesh) throws IOException {
        assertThat(mesh.awaitReach(LIMIT)).as("predicted %s, reached %s", mesh.predicted(), mesh.reached()).isPresent();
    }

    @Test
    void aLinkWithLessThanATenthOfItsBaselineIsAProblem() throws Exception {
        try (LabMesh lab = LabMesh.start(Technology.OPENVPN, 1, OptionalLong.of(BASELINE), folder)) {
            RunningMesh mesh = lab.mesh();
            assertThat(mesh.awaitReach(LIMIT)).isPresent();
            try (Answering _ = answer(lab, "hub1"); Answering _ = answer(lab, "hub2")) {
                lab.network().bandwidth("hub1", "paris", BASELINE / 8 / 20);
                HostSight sight = look(mesh, true);
                assertThat(problems(mesh, sight)).singleElement().isInstanceOfSatisfying(
                        MeshDiagnosis.Slow.class, slow -> {
                            assertThat(slow.peer()).isEqualTo("hub1");
                            assertThat(slow.rate()).isLessThan(BASELINE / 10);
                        });
                assertThat(sight.tunnels().get(1).rate().orElse(0)).isGreaterThan(BASELINE / 10);
            }
        }
    }

    @Test
    void aRevokedCertificateOpensNoTunnelAndOneForAgentsNeither() throws Exception {
        try (LabMesh lab = LabMesh.start(Technology.OPENVPN, 2, OptionalLong.empty(), folder)) {
            RunningMesh mesh = lab.mesh();
            assertThat(mesh.awaitReach(LIMIT)).isPresent();
            Authority authority = new Authority(folder.resolve("pki"), InstantSource.system());
            authority.revoke("lab-paris");
            Path etc = lab.bundles().of("hub1").resolve("etc/tutti-mesh");
            Files.copy(authority.revoked(), etc.resolve("revoked.pem"), StandardCopyOption.REPLACE_EXISTING);
            Path madrid = lab.bundles().of("madrid").resolve("etc/tutti-mesh");
            authority.create(Authority.Role.AGENT, "agent", List.of(), Duration.ofDays(1));
            Files.copy(authority.certificate("agent"), madrid.resolve("host.pem"), StandardCopyOption.REPLACE_EXISTING);
            Files.copy(authority.key("agent"), madrid.resolve("host.key"), StandardCopyOption.REPLACE_EXISTING);
            for (String name : List.of("hub1", "madrid")) {
                mesh.host(name).close();
            }
            Path run = Files.createDirectories(folder.resolve("again"));
            try (HostTunnels hub = again(lab, "hub1", run); HostTunnels site = again(lab, "madrid", run)) {
                assertThat(hub.host().name()).isNotEqualTo(site.host().name());
                awaitLine(run.resolve("hub1").resolve(hub.host().to("paris").device() + ".log"), "certificate revoked");
                awaitLine(run.resolve("hub1").resolve(hub.host().to("madrid").device() + ".log"), "VERIFY X509NAME ERROR");
            }
        }
    }

    private static HostTunnels again(LabMesh lab, String name, Path run) throws IOException {
        return HostTunnels.start(lab.mesh().plan(), name, lab.bundles().of(name), Files.createDirectories(run.resolve(name)),
                lab.mesh().host(name).place());
    }

    private static void awaitLine(Path log, String words) {
        Awaitility.await().atMost(LIMIT).until(() -> Files.exists(log) && Files.readString(log).contains(words));
    }

    private record Answering(Process process) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            process.destroy();
        }
    }

    private Answering answer(LabMesh lab, String host) throws IOException {
        Path description = Files.writeString(folder.resolve("mesh.yaml"), lab.yaml());
        Process process = new ProcessBuilder(lab.network().host(host).inside(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
                        System.getProperty("java.class.path"), AnswerMain.class.getName(), description.toString(), host)))
                .redirectError(folder.resolve(host + ".err").toFile())
                .start();
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(line).as(() -> host).isEqualTo("ready");
        return new Answering(process);
    }

    private static HostSight look(RunningMesh mesh, boolean rates) throws IOException {
        HostTunnels paris = mesh.host("paris");
        return new Look(mesh.plan(), "paris", paris.runFolder(), paris.place(), InstantSource.system()).look(rates);
    }

    private static List<MeshDiagnosis> problems(RunningMesh mesh, HostSight sight) {
        return MeshJudge.judge(mesh.plan(), List.of(sight)).stream().filter(MeshDiagnosis::problem).toList();
    }
}

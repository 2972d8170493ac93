package dev.tutti.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.agent.config.AgentConfig;
import dev.tutti.lab.process.Ports;
import dev.tutti.settings.pki.Authority;
import dev.tutti.settings.pki.Authority.Role;
import dev.tutti.settings.tls.Identity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Who may ask an agent: certificates of one authority that are not revoked, or a token on loopback. */
class AccessTest {
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    Path folder;

    private Authority authority;

    @BeforeEach
    void certificates() throws Exception {
        authority = authority("pki");
        authority.create(Role.AGENT, "db1", List.of("127.0.0.1", "localhost"), YEAR);
        authority.create(Role.AGENT, "db2", List.of("127.0.0.1"), YEAR);
        authority.create(Role.CONTROL, "control", List.of(), YEAR);
    }

    private Authority authority(String name) throws IOException {
        Authority made = new Authority(folder.resolve(name), InstantSource.system());
        made.create(YEAR);
        return made;
    }

    private Agent agent() throws Exception {
        return agent("127.0.0.1:" + Ports.take(), "");
    }

    private Agent agent(String listen, String more) throws Exception {
        return Agent.start(AgentConfig.parse("""
                agent:
                  listen: %s
                  state_folder: %s
                %s
                tls:
                  certificate: %s
                  key: %s
                  authority: %s
                  revoked: %s
                server:
                  data_folder: %s
                  pid_file: %s
                  error_log: %s
                  start: [/bin/false]
                """.formatted(listen, folder.resolve("state-" + listen.hashCode()), more, authority.certificate("db1"),
                        authority.key("db1"), authority.certificate(), authority.revoked(), folder, folder.resolve("pid"),
                        folder.resolve("error.log")), "agent.yaml"), "test", InstantSource.system());
    }

    private Asking as(Agent agent, Authority signed, String name) throws IOException {
        return Asking.withCertificate(agent, Identity.of(
                signed.certificate(name), signed.key(name), authority.certificate(), authority.revoked()).context());
    }

    @Test
    void aControlPlaneMayOrderAndAnotherAgentMayOnlyMeasure() throws Exception {
        try (Agent agent = agent();
                Asking control = as(agent, authority, "control");
                Asking other = as(agent, authority, "db2")) {
            assertThat(control.get("/v1/report").status()).isEqualTo(200);
            assertThat(other.bytes("/v1/noise?bytes=1000").body()).hasSize(1000);
            Asking.Answered refused = other.post(Map.of("id", "1", "kind", "stop"));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body().toString()).contains("db2 is no control plane");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotBelieved() throws Exception {
        Authority stranger = authority("other");
        stranger.create(Role.CONTROL, "control", List.of(), YEAR);
        try (Agent agent = agent(); Asking strange = as(agent, stranger, "control")) {
            assertThatThrownBy(() -> strange.get("/v1/report")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRevokedCertificateIsRefusedAtOnceOnOpenConnectionsAndOnNewOnes() throws Exception {
        try (Agent agent = agent(); Asking before = as(agent, authority, "control")) {
            assertThat(before.get("/v1/report").status()).isEqualTo(200);

            authority.revoke("control");

            Asking.Answered refused = before.get("/v1/report");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.body().toString()).contains("control was revoked");
            try (Asking after = as(agent, authority, "control")) {
                assertThatThrownBy(() -> after.get("/v1/report")).isInstanceOf(IOException.class);
            }
            authority.create(Role.CONTROL, "control2", List.of(), YEAR);
            try (Asking another = as(agent, authority, "control2")) {
                assertThat(another.get("/v1/report").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aRotatedCertificateAndItsPredecessorAreBothBelievedUntilTheOldOneIsRevoked() throws Exception {
        try (Agent agent = agent(); Asking old = as(agent, authority, "control")) {
            authority.rotate("control", YEAR);
            try (Asking fresh = as(agent, authority, "control")) {
                assertThat(fresh.get("/v1/report").status()).isEqualTo(200);
                assertThat(old.get("/v1/report").status()).isEqualTo(200);

                authority.revoke("control.old");

                assertThat(fresh.get("/v1/report").status()).isEqualTo(200);
                assertThat(old.get("/v1/report").status()).isEqualTo(401);
            }
        }
    }

    @Test
    void agentsMeasureTheLinkToEachOtherAndToNobodyElse() throws Exception {
        int port = Ports.take();
        try (Agent far = agent();
                Agent near = agent("127.0.0.1:" + port, "  peers: [\"" + far.address() + "\"]");
                Asking control = as(near, authority, "control")) {
            var measured = control.act("probe", Map.of("peer", far.address().toString()));
            assertThat(Asking.text(measured, "state")).as(measured.toString()).isEqualTo("done");
            assertThat(measured.path("details").path("bytes_per_second").asDouble()).isPositive();
            var refused = control.act("probe", Map.of("peer", "127.0.0.1:22"));
            assertThat(Asking.text(refused, "state")).isEqualTo("refused");
        }
    }

    @Test
    void keysAreReadableByTheirOwnerOnlyAndNothingIsOverwritten() throws Exception {
        for (String name : List.of("ca", "db1", "control")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(authority.key(name)))).isEqualTo("rw-------");
        }
        assertThatThrownBy(() -> authority.create(YEAR)).hasMessageContaining("exists already");
        assertThatThrownBy(() -> authority.create(Role.AGENT, "db1", List.of(), YEAR)).hasMessageContaining("exists already");
        assertThatThrownBy(() -> authority.create(Role.AGENT, "../db1", List.of(), YEAR)).hasMessageContaining("no name");
    }

    @Test
    void aTokenIsForLoopbackOnlyAndMustBeRight() throws Exception {
        String right = TestAgent.yaml(folder, "plain", folder, folder.resolve("error.log"), List.of("/bin/false"), "");
        assertThatThrownBy(() -> AgentConfig.parse(right.replaceFirst("127.0.0.1", "10.0.0.1"), "agent.yaml"))
                .hasMessageContaining("where a token would travel in clear text");
        try (Agent agent = Agent.start(AgentConfig.parse(right, "agent.yaml"), "test", InstantSource.system());
                Asking wrong = Asking.withToken(agent, "guessed")) {
            assertThat(wrong.get("/v1/report").status()).isEqualTo(401);
            assertThat(wrong.post(Map.of("id", "1", "kind", "fence")).status()).isEqualTo(401);
        }
    }
}

package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.lab.process.Processes.State;
import dev.tutti.lab.remote.FleetFile;
import dev.tutti.lab.remote.RemoteFleet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Agents of a fleet are processes on their nodes' hosts, and what they start is the fleet's as well. */
class GaleraAgentsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final GaleraExtension CLUSTER =
            GaleraExtension.of(GaleraSpec.ofNodes(2).withShortTimeouts().withAgents(GaleraAgentsTest::standIn));

    private final GaleraFleet fleet = CLUSTER.fleet();
    private final RemoteFleet remote = RemoteFleet.in(fleet.folder());

    /** What the lab takes for an agent: it listens, no more. */
    static final class StandIn {
        private StandIn() {}

        public static void main(String[] arguments) throws IOException {
            try (ServerSocket socket = new ServerSocket(LabAgent.PORT, 50, InetAddress.getByName("0.0.0.0"))) {
                while (true) {
                    socket.accept().close();
                }
            }
        }
    }

    private static List<String> standIn(AgentSetup.Place place) throws IOException {
        Files.writeString(place.configuration(), place.address() + " of " + place.node().name() + ", peers " + place.peers());
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m", "-XX:+UseSerialGC", "-cp",
                System.getProperty("java.class.path"), StandIn.class.getName(), "--config=" + place.configuration());
    }

    @AfterEach
    void whole() {
        fleet.heal();
        fleet.awaitSynced(LIMIT);
    }

    @Test
    void anAgentKnowsItsPeersAndIsKilledAndStartedLikeAServer() throws IOException {
        LabAgent agent = fleet.agentOf("n1");
        assertThat(agent.configurationFile()).hasContent(
                agent.address() + " of n1, peers [" + fleet.agentOf("n2").address() + "]");
        assertThat(agent.host()).isEqualTo(fleet.node("n1").host());
        assertThat(remote.file().servers()).extracting(FleetFile.Entry::kind)
                .containsExactly("galera-node", "galera-node", "agent", "agent");

        remote.kill("n1-agent");
        assertThat(agent.state()).isEqualTo(State.DEAD);
        var _ = remote.start("n1-agent");

        assertThat(agent.state()).isEqualTo(State.RUNNING);
        remote.pause("n1-agent");
        assertThat(agent.state()).isEqualTo(State.PAUSED);
        remote.resume("n1-agent");
    }

    @Test
    void whatCutsANodeOffCutsOffItsAgent() {
        assertThat(listens("n1")).isTrue();
        fleet.network().cut(dev.tutti.lab.network.LabNetwork.OUTSIDE, "n1");

        assertThat(listens("n1")).isFalse();
        assertThat(remote.faults("n1-agent")).isEqualTo(remote.faults("n1")).isNotEmpty();
    }

    @Test
    void aNodeThatItsAgentStartedIsSeenAndKilledFromOutside() throws Exception {
        fleet.kill("n2");
        GaleraRecovery recovery = fleet.node("n2").recover();
        Process started = new ProcessBuilder(fleet.node("n2").startCommand(List.of(
                        "--wsrep_start_position=" + recovery.position().orElseThrow())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().atMost(LIMIT).until(() -> fleet.node("n2").pid().isPresent());

        assertThat(fleet.node("n2").pid()).hasValue(started.pid());
        assertThat(remote.file().servers()).filteredOn(server -> server.name().equals("n2"))
                .extracting(FleetFile.Entry::pid).containsExactly(started.pid());
        remote.kill("n2");
        assertThat(started.waitFor(LIMIT)).isTrue();
        fleet.start("n2");
    }

    private boolean listens(String node) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(fleet.agentOf(node).host(), LabAgent.PORT), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.tutti.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Hosts reach each other through links that can be cut, slowed and delayed, and nothing of them stays. */
class LabNetworkTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final LabNetwork network = open();

    private static LabNetwork open() {
        Optional<String> reason = LabNetwork.whyNot();
        FleetExtension.require(reason.isEmpty(), "the lab's network", reason.orElse(""));
        return LabNetwork.open(List.of("a", "b"));
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void aCutIsABlackHoleInTheDirectionsThatAreCutAndHealingDeliversWhatWasSent() throws Exception {
        try (ServerSocket server = listen();
                Caller caller = call("a", server, "echo one; read -r line; echo two; sleep 60")) {
            assertThat(caller.read(4)).isEqualTo("one\n");

            network.cut("a", LabNetwork.OUTSIDE);
            caller.socket().getOutputStream().write('\n');
            caller.socket().setSoTimeout(500);
            assertThatThrownBy(() -> caller.read(4)).isInstanceOf(IOException.class);
            assertThat(network.faults("a")).isEqualTo("cut to outside");
            assertThat(network.faults("b")).isEmpty();

            network.heal("a", LabNetwork.OUTSIDE);
            caller.socket().setSoTimeout((int) LIMIT.toMillis());
            assertThat(caller.read(4)).isEqualTo("two\n");
        }
    }

    @Test
    void aLimitedLinkIsAsSlowAsItsLimitAndADelayedOneAsLate() throws Exception {
        network.bandwidth("a", LabNetwork.OUTSIDE, 1_000_000);
        try (ServerSocket server = listen();
                Caller caller = call("a", server, "head -c 1500000 /dev/zero")) {
            long begin = System.nanoTime();
            assertThat(caller.socket().getInputStream().readNBytes(1_500_000)).hasSize(1_500_000);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(6));
        }
        network.heal();
        network.delay("b", LabNetwork.OUTSIDE, Duration.ofMillis(200), Duration.ofMillis(50));
        try (ServerSocket server = listen();
                Caller caller = call("b", server, "while read -r line; do echo \"$line\"; done")) {
            long begin = System.nanoTime();
            caller.socket().getOutputStream().write("hello\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(caller.read(6)).isEqualTo("hello\n");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    @Test
    void whatRunsInsideEndsWithTheNetworkWhoeverStartedIt() throws Exception {
        Process stranger = new ProcessBuilder(network.host("a").inside(List.of("setsid", "sleep", "1000"))).start();
        Process child = new ProcessBuilder(network.host("b").inside(
                        List.of("sh", "-c", "trap '' TERM HUP; sleep 1000 & echo $!; wait")))
                .start();
        String grandchild = child.inputReader(java.nio.charset.StandardCharsets.US_ASCII).readLine();
        assertThat(stranger.isAlive()).isTrue();

        network.close();

        Awaitility.await().atMost(LIMIT).until(() -> !stranger.isAlive() && !child.isAlive());
        Awaitility.await().atMost(LIMIT).until(() -> !Files.exists(Path.of("/proc", grandchild)));
    }

    @Test
    void wrongNamesAreExplained() {
        assertThatThrownBy(() -> network.cut("a", "c"))
                .isInstanceOf(LabException.class)
                .hasMessage("There is no link from \"a\" to \"c\"; the hosts are outside, a, b.");
        assertThatThrownBy(() -> network.host("c")).hasMessageContaining("there are a, b");
        assertThatThrownBy(() -> network.bandwidth("a", "b", 0)).hasMessageContaining("at least 1 byte");
    }

    private record Caller(Process process, Socket socket) implements AutoCloseable {
        String read(int bytes) throws IOException {
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(bytes), java.nio.charset.StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            socket.close();
        }
    }

    private static ServerSocket listen() throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(new java.net.InetSocketAddress("0.0.0.0", 0));
        server.setSoTimeout((int) LIMIT.toMillis());
        return server;
    }

    /** A program on a host, connected to this JVM by its standard input and output. */
    private Caller call(String host, ServerSocket server, String script) throws IOException {
        InetAddress here = InetAddress.getByName(network.outsideAddress());
        Process process = new ProcessBuilder(network.host(host).inside(List.of(
                        "bash", "-c", "exec 3<>/dev/tcp/" + here.getHostAddress() + "/" + server.getLocalPort()
                                + "; (" + script + ") <&3 >&3")))
                .start();
        return new Caller(process, server.accept());
    }
}

package dev.tutti.traffic.feed.proxy;

import static dev.tutti.traffic.feed.Feeding.READERS;
import static dev.tutti.traffic.feed.Feeding.WRITER;
import static dev.tutti.traffic.feed.Feeding.endpoint;
import static dev.tutti.traffic.feed.Feeding.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.lab.process.Ports;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedReport;
import dev.tutti.traffic.feed.Feeding;
import dev.tutti.traffic.feed.Patient;
import dev.tutti.traffic.feed.RealProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Against HAProxy from Debian, with servers behind it and clients before it. */
class HaProxyTest {
    @TempDir
    Path folder;

    private int writerPort;
    private int readersPort;
    private int checkedPort;
    private int agentPort;
    private NamedServer one;
    private NamedServer two;
    private NamedServer three;
    private RealProgram haproxy;

    @BeforeEach
    void start() throws Exception {
        writerPort = Ports.take();
        readersPort = Ports.take();
        checkedPort = Ports.take();
        agentPort = Ports.take();
        one = new NamedServer("one");
        two = new NamedServer("two");
        three = new NamedServer("three");
        String agent = "check inter 200 agent-check agent-inter 50 agent-addr 127.0.0.1 agent-port " + agentPort;
        Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                    stats socket %s mode 600 level admin
                defaults
                    mode tcp
                    timeout connect 2s
                    timeout client 60s
                    timeout server 60s
                listen writer
                    bind 127.0.0.1:%d
                    server-template slot 2 127.0.0.1:1 disabled
                listen readers
                    bind 127.0.0.1:%d
                    balance roundrobin
                    server-template slot 3 127.0.0.1:1 disabled
                listen checked
                    bind 127.0.0.1:%d
                    server a 127.0.0.1:%d %s agent-send "%s 127.0.0.1:%d\\n"
                    server b 127.0.0.1:%d %s agent-send "%s 127.0.0.1:%d\\n"
                """.formatted(socket(), writerPort, readersPort, checkedPort,
                        one.port(), agent, WRITER, one.port(), two.port(), agent, WRITER, two.port()));
        startHaproxy();
    }

    private void startHaproxy() throws IOException {
        haproxy = RealProgram.start(RealProgram.tool("haproxy", "haproxy"), folder, "-db", "-f", folder.resolve("haproxy.cfg").toString());
        haproxy.awaitPort(writerPort);
    }

    @AfterEach
    void stop() throws Exception {
        haproxy.close();
        one.close();
        two.close();
        three.close();
        List.of(writerPort, readersPort, checkedPort, agentPort).forEach(Ports::release);
    }

    private Path socket() {
        return folder.resolve("admin.sock");
    }

    private HaProxy provider() {
        return HaProxy.at(socket(), List.of(
                new Binding(WRITER, "writer", Purpose.WRITER), new Binding(READERS, "readers", Purpose.READERS)));
    }

    private static Endpoint at(NamedServer server, int weight) {
        return endpoint("127.0.0.1", server.port(), weight);
    }

    private static Client client(int port) throws IOException {
        return new Client(port);
    }

    /** What one new client is told; "nobody" when it is turned away. */
    private static String served(int port) throws IOException {
        try (Client client = client(port)) {
            return client.line();
        }
    }

    private static Set<String> servedOf(int port, int clients) throws IOException {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < clients; i++) {
            names.add(served(port));
        }
        return names;
    }

    @Test
    void clientsAreLedWhereTheRoutesLead() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            assertThat(served(writerPort)).isEqualTo("nobody");
            feed.done(route(WRITER, at(one, 100)), route(READERS, at(two, 100), at(three, 50)));

            assertThat(servedOf(writerPort, 5)).containsExactly("one");
            assertThat(servedOf(readersPort, 10)).containsExactlyInAnyOrder("two", "three");

            feed.done(route(WRITER, at(one, 100)), route(READERS, at(two, 100), at(three, 0)));
            assertThat(servedOf(readersPort, 10)).containsExactly("two");
            feed.done(route(WRITER, new Endpoint[0]), route(READERS, at(two, 100), at(three, 0)));
            assertThat(served(writerPort)).isEqualTo("nobody");
        }
    }

    @Test
    void theOldWriterIsGoneWithItsSessionsBeforeTheNewOneComes() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(WRITER, at(one, 100)));
            try (Client idle = client(writerPort)) {
                assertThat(idle.line()).isEqualTo("one");
                FeedReport moved = feed.done(route(WRITER, at(two, 100)));

                assertThat(moved.changes()).extracting(Change::getClass).extracting(Class::getSimpleName)
                        .containsExactly("Remove", "Add");
                assertThat(idle.line()).isEqualTo("nobody");
            }
            assertThat(servedOf(writerPort, 5)).containsExactly("two");
        }
    }

    @Test
    void driftOfAPersonIsReportedOrMendedAndAReloadedProxyIsToldAgain() throws Exception {
        try (Feeding watching = new Feeding(provider(), false)) {
            watching.done(route(WRITER, at(one, 100)));
            RuntimeSocket.at(socket()).ask("set server writer/slot1 weight 1", new Patient());
            RuntimeSocket.at(socket()).ask("set server writer/slot1 state drain", new Patient());
            assertThat(watching.status(FeedStatus.Drifted.class).sentence())
                    .contains("writer was changed by somebody else", "weight 100", "drained", "left so");
        }
        try (Feeding mending = new Feeding(provider(), true)) {
            mending.done(route(WRITER, at(one, 100)));
            haproxy.close();
            assertThat(mending.failure()).contains("HAProxy at " + socket(), "cannot be reached");
            startHaproxy();
            await().atMost(Feeding.LIMIT).until(() -> served(writerPort).equals("one"));
        }
    }

    @Test
    void aMissingBackendAndABackendThatIsFullAreNamed() throws Exception {
        try (Feeding feed = new Feeding(HaProxy.at(socket(), List.of(new Binding(WRITER, "writers", Purpose.WRITER))), false)) {
            feed.tell(route(WRITER, at(one, 100)));
            assertThat(feed.failure()).contains("it has no backend \"writers\"", "haproxy.cfg");
        }
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.tell(route(WRITER, at(one, 100), at(two, 100), at(three, 100)));
            assertThat(feed.failure()).contains("backend \"writer\" has no free server", "more slots");
            // Nobody else is held up by what does not fit, once it fits again.
            feed.done(route(WRITER, at(three, 100)));
            assertThat(served(writerPort)).isEqualTo("three");
        }
    }

    @Test
    void aProxyThatHangsIsNamed() throws Exception {
        try (Feeding feed = new Feeding(provider(), false, Feeding.HASTY)) {
            feed.done(route(WRITER, at(one, 100)));
            haproxy.pause();
            feed.tell(route(WRITER, at(two, 100)));
            feed.failsWith("did not finish within 1000 ms", "show servers state writer");
            haproxy.resume();
            feed.done(route(WRITER, at(three, 100)));
            assertThat(served(writerPort)).isEqualTo("three");
        }
    }

    @Test
    void agentChecksFollowTheRouteAndSilenceChangesNothing() throws Exception {
        try (AgentCheck check = AgentCheck.listen(new Address("127.0.0.1", agentPort))) {
            assertThat(check.answer(WRITER + " 127.0.0.1:1")).isEmpty();
            check.tell(List.of(route(WRITER, at(one, 100))));
            await().atMost(Feeding.LIMIT).until(() -> servedOf(checkedPort, 6).equals(Set.of("one")));
            check.tell(List.of(route(WRITER, at(one, 0), at(two, 100))));
            await().atMost(Feeding.LIMIT).until(() -> servedOf(checkedPort, 6).equals(Set.of("two")));
            check.tell(List.of(route(WRITER, at(one, 50), at(two, 100))));
            assertThat(check.answer(WRITER + " 127.0.0.1:" + one.port())).contains("up ready 50%");
            check.tell(List.of(route(WRITER, at(two, 100))));
            await().atMost(Feeding.LIMIT).until(() -> servedOf(checkedPort, 6).equals(Set.of("two")));
        }
        // Nobody answers HAProxy any more, and clients are led as before.
        assertThat(servedOf(checkedPort, 6)).containsExactly("two");
    }

    /** A client of the proxy. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(5_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String line() {
            try {
                String line = in.readLine();
                return line == null ? "nobody" : line;
            } catch (IOException e) {
                return "nobody";
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}

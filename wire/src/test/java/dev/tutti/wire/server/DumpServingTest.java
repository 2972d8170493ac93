package dev.tutti.wire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tutti.lab.TestCertificate;
import dev.tutti.wire.packet.PayloadWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a dump can rely on: bytes go out in order, acknowledgements come in beside them, a slow client holds up nobody else. */
class DumpServingTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final CopyOnWriteArrayList<WireServer> servers = new CopyOnWriteArrayList<>();

    private WireServer start(TestHandler handler) throws IOException {
        WireServer server = WireServer.start(
                new ServerOptions(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "5.6.14-log",
                        Accounts.of(List.of(RawClient.REPL)),
                        Authentication.defaults().withTls(TestCertificate.sharedContext(), false)),
                handler);
        servers.add(server);
        return server;
    }

    @AfterEach
    void stop() {
        servers.forEach(WireServer::close);
    }

    private static RawClient connect(WireServer server, boolean tls) throws IOException {
        return tls ? RawClient.loggedInWithTls(server.address(), 4096) : RawClient.loggedIn(server.address(), 4096);
    }

    /** A packet with its header, in a direct buffer as a consumer would have it. */
    private static ByteBuffer packet(int sequence, byte[] payload) {
        ByteBuffer framed = ByteBuffer.allocateDirect(4 + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        return framed.putInt(payload.length | (sequence << 24)).put(payload).flip();
    }

    @Test
    void theStreamIsNumberedOnAndTheConnectionTakesCommandsAfterItsEnd() throws Exception {
        TestHandler handler = new TestHandler((session, request, outlet) -> {
            for (int i = 0; i < 300; i++) {
                outlet.write(packet(outlet.sequence(), new byte[] {0, (byte) i}), 1);
            }
            outlet.eof();
        });
        WireServer server = start(handler);
        try (RawClient client = RawClient.loggedIn(server.address())) {
            for (int round = 0; round < 2; round++) {
                client.send(RawClient.dump("mysql-bin.000001", 4));
                for (int i = 0; i < 300; i++) {
                    assertThat(client.next().in.payload()[client.in.offset() + 1]).isEqualTo((byte) i);
                }
                assertThat(client.next().first()).isEqualTo(0xfe);
                assertThat(client.ask(RawClient.command(Commands.PING)).first()).isZero();
            }
        }
        assertThat(handler.dumps.getFirst()).usingRecursiveComparison()
                .isEqualTo(new DumpRequest("mysql-bin.000001", 4, 2, 77, null));
    }

    @Test
    void aDumpByGtidIsTakenApart() throws Exception {
        TestHandler handler = new TestHandler((session, request, outlet) ->
                outlet.error(1236, "HY000", "Could not find first log file name in binary log index file"));
        WireServer server = start(handler);
        byte[] gtids = {1, 0, 0, 0, 0, 0, 0, 0};
        PayloadWriter command = RawClient.command(Commands.BINLOG_DUMP_GTID)
                .u16(4).u32(4_000_000_000L).u32(3).text("bin").i64(1L << 33).u32(gtids.length).bytes(gtids);
        try (RawClient client = RawClient.loggedIn(server.address())) {
            assertThat(client.ask(command).error().code()).isEqualTo(1236);
            assertThat(client.ask(RawClient.command(Commands.PING)).first()).isZero();
        }
        assertThat(handler.dumps.getFirst()).usingRecursiveComparison()
                .isEqualTo(new DumpRequest("bin", 1L << 33, 4, 4_000_000_000L, gtids));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void acknowledgementsAreReadWhileEventsAreWritten(boolean tls) throws Exception {
        List<String> acknowledged = new CopyOnWriteArrayList<>();
        CountDownLatch enough = new CountDownLatch(2);
        TestHandler handler = new TestHandler((session, request, outlet) -> {
            outlet.listen((file, position) -> {
                acknowledged.add(file + ":" + position);
                enough.countDown();
            });
            outlet.write(packet(outlet.sequence(), new byte[] {0}), 1);
            // The client does not read: this waits for it, and acknowledgements must come through all the same.
            byte[] event = new byte[1 << 20];
            while (enough.getCount() > 0) {
                outlet.write(packet(outlet.sequence(), event), 1);
            }
            outlet.eof();
        });
        WireServer server = start(handler);
        try (RawClient client = connect(server, tls)) {
            client.send(RawClient.dump("mysql-bin.000001", 4));
            client.send(RawClient.acknowledgement("mysql-bin.000001", 120));
            client.send(RawClient.acknowledgement("mysql-bin.000002", 4));

            await().atMost(SOON).untilAsserted(() ->
                    assertThat(acknowledged).containsExactly("mysql-bin.000001:120", "mysql-bin.000002:4"));

            while (client.next().first() != 0xfe) {
                // events
            }
            await().atMost(SOON).until(() -> server.sessions().getFirst().command().equals("Sleep"));
            assertThat(client.ask(RawClient.command(Commands.PING)).first()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDumpWithNothingToSendLearnsThatItsClientHasLeft(boolean tls) throws Exception {
        CompletableFuture<Boolean> openAfterwards = new CompletableFuture<>();
        TestHandler handler = new TestHandler((session, request, outlet) -> {
            CountDownLatch gone = new CountDownLatch(1);
            outlet.listen(listener(gone));
            gone.await();
            openAfterwards.complete(outlet.isOpen());
        });
        WireServer server = start(handler);
        RawClient client = connect(server, tls);
        client.send(RawClient.dump("mysql-bin.000001", 4));
        await().atMost(SOON).until(() -> handler.dumps.size() == 1);

        client.close();

        assertThat(openAfterwards.get(20, TimeUnit.SECONDS)).isFalse();
        await().atMost(SOON).until(() -> handler.left.size() == 1 && server.connections() == 0);
    }

    private static AckListener listener(CountDownLatch gone) {
        return new AckListener() {
            @Override
            public void acknowledged(String file, long position) {}

            @Override
            public void clientLeft() {
                gone.countDown();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killingEndsADumpThatIsBlockedInAWrite(boolean tls) throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        TestHandler handler = new TestHandler((session, request, outlet) -> {
            try {
                while (true) {
                    outlet.write(packet(outlet.sequence(), new byte[1 << 20]), 1);
                }
            } catch (IOException e) {
                ended.complete(e);
                throw e;
            }
        });
        WireServer server = start(handler);
        try (RawClient client = connect(server, tls)) {
            client.send(RawClient.dump("mysql-bin.000001", 4));
            await().atMost(SOON).until(() -> handler.dumps.size() == 1);
            Session dumping = server.sessions().getFirst();
            assertThat(dumping.command()).isEqualTo("Binlog Dump");

            try (RawClient other = RawClient.loggedIn(server.address())) {
                assertThat(other.ask(RawClient.command(Commands.PROCESS_KILL).u32(dumping.id())).first()).isZero();
            }

            assertThat(ended.get(20, TimeUnit.SECONDS)).isNotNull();
            await().atMost(SOON).until(() -> handler.left.contains(dumping));
            assertThat(server.kill(dumping.id())).isFalse();
        }
    }

    @Test
    void whatIsNoAcknowledgementEndsTheDump() throws Exception {
        TestHandler handler = new TestHandler((session, request, outlet) -> {
            CountDownLatch gone = new CountDownLatch(1);
            outlet.listen(listener(gone));
            gone.await();
        });
        WireServer server = start(handler);
        try (RawClient client = RawClient.loggedIn(server.address())) {
            client.send(RawClient.dump("mysql-bin.000001", 4));
            client.send(RawClient.command(Commands.PING));

            assertThatThrownBy(client::next).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aHandlerThatFailsInADumpLosesOnlyThatConnection() throws Exception {
        WireServer server = start(new TestHandler((session, request, outlet) -> {
            throw new IllegalStateException("broken inside");
        }));
        try (RawClient client = RawClient.loggedIn(server.address());
                RawClient other = RawClient.loggedIn(server.address())) {
            client.send(RawClient.dump("mysql-bin.000001", 4));

            assertThatThrownBy(client::next).isInstanceOf(IOException.class);
            assertThat(other.ask(RawClient.command(Commands.PING)).first()).isZero();
        }
    }

    /** More slow clients than the scheduler has threads: with a kernel call that waits, nobody else would be served. */
    @Test
    void slowClientsHoldUpNobodyAndGetEveryByte() throws Exception {
        int slow = 3 * Runtime.getRuntime().availableProcessors();
        byte[] content = content(12 << 20);
        TestHandler handler = new TestHandler((session, request, outlet) -> {
            outlet.write(packet(content, outlet.sequence()), 1);
            outlet.eof();
        });
        WireServer server = start(handler);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < slow; i++) {
                RawClient client = RawClient.loggedIn(server.address(), 4096);
                clients.add(client);
                client.send(RawClient.dump("mysql-bin.000001", 4));
            }
            await().atMost(SOON).until(() -> handler.dumps.size() == slow);

            try (RawClient other = RawClient.loggedIn(server.address())) {
                assertThat(other.ask(RawClient.command(Commands.PING)).first()).isZero();
            }
            for (RawClient client : clients) {
                InputStream bytes = client.socket.getInputStream();
                assertThat(bytes.readNBytes(4)).hasSize(4);
                assertThat(bytes.readNBytes(content.length)).isEqualTo(content);
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void withTlsALongPacketArrivesWhole() throws Exception {
        byte[] content = content(300_000);
        TestHandler handler = new TestHandler((session, request, outlet) -> {
            outlet.write(packet(content, outlet.sequence()), 1);
            outlet.eof();
        });
        WireServer server = start(handler);
        try (RawClient client = connect(server, true)) {
            client.send(RawClient.dump("mysql-bin.000001", 4));
            client.next();
            assertThat(Arrays.copyOfRange(client.in.payload(), client.in.offset(), client.in.offset() + client.in.length()))
                    .isEqualTo(content);
            assertThat(client.next().first()).isEqualTo(0xfe);
            assertThat(client.ask(RawClient.command(Commands.PING)).first()).isZero();
        }
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) ((i * 31) >>> 7);
        }
        return content;
    }

    private static ByteBuffer packet(byte[] content, int sequence) {
        return ByteBuffer.allocateDirect(4 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(content.length | (sequence << 24))
                .put(content)
                .flip();
    }
}

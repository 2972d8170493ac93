package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.model.Address;
import dev.tutti.lab.process.Ports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The proxy's faults, seen from a client of a server that echoes what it gets and tells us of it. */
class FaultProxyTest {
    private final BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
    private ServerSocket server = unbound();
    private FaultProxy proxy = new FaultProxy(1, new Address("127.0.0.1", 1));

    @BeforeEach
    void start() throws IOException {
        ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server = listening;
        var _ = Thread.ofVirtual().start(() -> echo(listening));
        proxy = new FaultProxy(Ports.take(), new Address("127.0.0.1", listening.getLocalPort()));
        proxy.serverIsUp();
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        Ports.release(proxy.port());
        server.close();
    }

    @Test
    void withoutFaultsBytesPassAndEndsAreHandedOn() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoOf(client, 7)).isEqualTo(7);
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aDelayCountsInEachDirection() throws IOException {
        try (Socket client = connect()) {
            assertThat(echoOf(client, 1)).isEqualTo(1);
            proxy.delay(Duration.ofMillis(60), Duration.ZERO);
            long begin = System.nanoTime();
            assertThat(echoOf(client, 2)).isEqualTo(2);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(120), Duration.ofSeconds(2));
        }
    }

    @Test
    void aBandwidthLimitSlowsWhatIsSent() throws IOException {
        try (Socket client = connect()) {
            proxy.bandwidth(20_000);
            long begin = System.nanoTime();
            var _ = Thread.ofVirtual().start(() -> send(client, new byte[6_000]));
            assertThat(client.getInputStream().readNBytes(6_000)).hasSize(6_000);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofMillis(290), Duration.ofSeconds(3));
        }
    }

    @Test
    void aCutHoldsEverythingBackAndHealingDeliversIt() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoOf(client, 1)).isEqualTo(1);
            arrived.clear();
            proxy.cut(Cut.BOTH);
            client.getOutputStream().write(5);
            assertSilent(client);
            assertThat(arrived).isEmpty();
            try (Socket another = connect()) {
                another.getOutputStream().write(6);
                assertSilent(another);
                proxy.heal();
                assertThat(read(client)).isEqualTo(5);
                assertThat(read(another)).isEqualTo(6);
            }
        }
    }

    @Test
    void aCutTowardsTheServerLetsItsAnswersThrough() throws Exception {
        try (Socket client = connect()) {
            proxy.delay(Duration.ofMillis(50), Duration.ZERO);
            client.getOutputStream().write(5);
            assertThat(arrived.poll(5, TimeUnit.SECONDS)).isEqualTo(5);
            proxy.cut(Cut.TO_SERVER);
            assertThat(read(client)).isEqualTo(5);
            client.getOutputStream().write(6);
            assertThat(arrived.poll(150, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void aCutFromTheServerLetsRequestsThrough() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoOf(client, 1)).isEqualTo(1);
            arrived.clear();
            proxy.cut(Cut.FROM_SERVER);
            client.getOutputStream().write(6);
            assertThat(arrived.poll(5, TimeUnit.SECONDS)).isEqualTo(6);
            assertSilent(client);
        }
    }

    @Test
    void aCutHidesTheServersDeath() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoOf(client, 1)).isEqualTo(1);
            proxy.cut(Cut.BOTH);
            server.close();
            proxy.serverIsDown();
            assertSilent(client);
            try (Socket another = connect()) {
                assertSilent(another);
            }
        }
    }

    @Test
    void aResetClosesConnectionsAndRefusesNewOnesUntilHealed() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoOf(client, 1)).isEqualTo(1);
            proxy.cut(Cut.RESET);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        }
        proxy.heal();
        try (Socket client = connect()) {
            assertThat(echoOf(client, 2)).isEqualTo(2);
        }
    }

    @Test
    void aDeadServersPortRefusesAtOnceEveryTime() {
        for (int i = 0; i < 2_000; i++) {
            proxy.serverIsDown();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            proxy.serverIsUp();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static int echoOf(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return read(client);
    }

    private static int read(Socket client) throws IOException {
        client.setSoTimeout(5_000);
        return client.getInputStream().read();
    }

    private static void assertSilent(Socket client) throws IOException {
        client.setSoTimeout(150);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(5_000);
    }

    private static void send(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void echo(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket client = from.accept();
                var _ = Thread.ofVirtual().start(() -> echo(client));
            } catch (IOException e) {
                // Closed at the end of the test.
            }
        }
    }

    private void echo(Socket client) {
        try (client) {
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[1024];
            for (int n = client.getInputStream().read(buffer); n >= 0; n = client.getInputStream().read(buffer)) {
                arrived.add((int) buffer[0]);
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    private static ServerSocket unbound() {
        try {
            return new ServerSocket();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

package dev.tutti.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** Whatever answers, the failure is one sentence that names the address and says what to do. */
class BadServersTest {
    private static final Credentials APP = new Credentials("app", Secret.of("top-secret"));
    private static final WireOptions OPTIONS =
            new WireOptions(Duration.ofMillis(500), Duration.ofMillis(300), Tls.OFF);

    /** What a listener does with the one connection it takes. */
    private interface Behaviour {
        void serve(Socket socket, CountDownLatch done) throws Exception;
    }

    private static WireException connectTo(Behaviour behaviour, WireOptions options) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Address address = new Address("127.0.0.1", listener.getLocalPort());
            Thread server = Thread.ofVirtual().start(() -> {
                try (Socket socket = listener.accept()) {
                    behaviour.serve(socket, done);
                } catch (Exception e) {
                    // The client left first.
                }
            });
            WireException thrown =
                    catchThrowableOfType(WireException.class, () -> WireConnection.connect(address, APP, options));
            done.countDown();
            server.join();
            assertThat(thrown).hasMessageContaining(address.toString()).hasMessageNotContaining("top-secret");
            assertThat(thrown.getMessage()).endsWith(".").doesNotContain("\n");
            assertThat(thrown.address()).isEqualTo(address);
            return thrown;
        }
    }

    private static Behaviour says(byte[] bytes) {
        return (socket, done) -> {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            done.await();
        };
    }

    @Test
    void aServerThatHangsAfterAcceptingIsGivenUpOn() throws Exception {
        WireException failure = connectTo((socket, done) -> done.await(), OPTIONS);

        assertThat(failure).hasMessageContaining("stayed silent for 300 ms").hasMessageContaining("readTimeout");
    }

    @Test
    void aServerThatClosesAtOnceIsRecognised() throws Exception {
        WireException failure = connectTo((socket, done) -> {}, OPTIONS);

        assertThat(failure).hasMessageContaining("closed the connection").hasMessageContaining("check host and port");
    }

    @Test
    void anotherProtocolIsRecognisedByItsFirstWords() throws Exception {
        WireException failure = connectTo(
                says("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)), OPTIONS);

        assertThat(failure)
                .hasMessageContaining("does not speak the MySQL protocol")
                .hasMessageContaining("HTTP/1.1 400 Bad Request");
    }

    @Test
    void randomBytesAreRefused() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            byte[] noise = new byte[400];
            new Random(seed).nextBytes(noise);
            connectTo(says(noise), OPTIONS);
        }
    }

    @Test
    void aGreetingWithoutAVersionIsRefused() throws Exception {
        byte[] greeting = HexFormat.of().parseHex("2d0000000a6e6f6e73656e73650001000000" + "31".repeat(8) + "00ffff2d0200ffff15"
                + "00".repeat(10) + "31".repeat(6));
        greeting[0] = (byte) (greeting.length - 4);

        assertThat(connectTo(says(greeting), OPTIONS)).hasMessageContaining("no server version");
    }

    @Test
    void aServerThatRefusesBeforeItsGreetingIsQuoted() throws Exception {
        byte[] message = "Too many connections".getBytes(StandardCharsets.US_ASCII);
        byte[] packet = new byte[7 + message.length];
        packet[0] = (byte) (3 + message.length);
        packet[4] = (byte) 0xff;
        packet[5] = 0x10;
        packet[6] = 0x04;
        System.arraycopy(message, 0, packet, 7, message.length);
        CountDownLatch done = new CountDownLatch(1);
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Address address = new Address("127.0.0.1", listener.getLocalPort());
            Thread.ofVirtual().start(() -> {
                try (Socket socket = listener.accept()) {
                    says(packet).serve(socket, done);
                } catch (Exception e) {
                    // The client left first.
                }
            });

            ServerErrorException refused =
                    catchThrowableOfType(ServerErrorException.class, () -> WireConnection.connect(address, APP, OPTIONS));
            done.countDown();

            assertThat(refused.code()).isEqualTo(1040);
            assertThat(refused).hasMessageContaining("Too many connections").hasMessageContaining("raise max_connections");
        }
    }

    @Test
    void aPortWhereNobodyListensIsNamed() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        Address address = new Address("127.0.0.1", port);

        WireException failure =
                catchThrowableOfType(WireException.class, () -> WireConnection.connect(address, APP, OPTIONS));

        assertThat(failure).hasMessage("Cannot connect to " + address
                + ": the connection was refused; check that the server runs and listens there.");
    }

    @Test
    void anUnknownHostIsNamed() {
        Address address = new Address("no-such-host.invalid", 3306);

        WireException failure =
                catchThrowableOfType(WireException.class, () -> WireConnection.connect(address, APP, OPTIONS));

        assertThat(failure).hasMessageContaining("the name no-such-host.invalid is unknown");
    }
}

package dev.tutti.traffic.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.traffic.health.Thresholds;
import dev.tutti.lab.TestCertificate;
import dev.tutti.traffic.health.Prober.Result;
import dev.tutti.traffic.testing.Listening;
import dev.tutti.traffic.zone.Check;
import dev.tutti.traffic.zone.Probe;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;

/** Each check finds out what it is for, and never takes longer than it may. */
class ProberTest {
    private final Prober prober = new Prober();

    @AfterEach
    void close() {
        prober.close();
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private Result probe(Probe probe) {
        return probe(probe, Duration.ofSeconds(10));
    }

    private Result probe(Probe probe, Duration timeout) {
        return prober.probe(new Check("c", probe, Duration.ofSeconds(60), timeout, Thresholds.USUAL));
    }

    private static Probe.Http http(int port, boolean tls, @Nullable String body) {
        return new Probe.Http(at(port), tls, "app.example", "/health", 200, 399, Optional.ofNullable(body));
    }

    /** Reads the request and answers with a text. */
    private static Listening answering(String answer) throws IOException {
        return Listening.with(socket -> answer(socket, answer));
    }

    private static void answer(Socket connection, String answer) {
        try (Socket socket = connection) {
            readRequest(socket.getInputStream());
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // The prober has seen enough.
        }
    }

    private static void readRequest(InputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            read.append((char) next);
        }
    }

    @Test
    void aConnectionIsAcceptedOrRefused() throws Exception {
        try (Listening server = Listening.silent()) {
            assertThat(probe(new Probe.Tcp(at(server.port()))).success()).isTrue();
            server.away();
            Result refused = probe(new Probe.Tcp(at(server.port())));
            assertThat(refused.success()).isFalse();
            assertThat(refused.detail()).containsIgnoringCase("refused");
        }
    }

    @ParameterizedTest(name = "{0}, looking for {1}")
    @CsvSource(nullValues = "-", value = {
        "'HTTP/1.1 200 OK\r\n\r\nall is well', -, true, status 200",
        "'HTTP/1.1 200 OK\r\n\r\nall is well', is well, true, status 200",
        "'HTTP/1.1 200 OK\r\n\r\nall is bad', is well, false, does not contain",
        "'HTTP/1.0 302 Found\r\nLocation: /x\r\n\r\n', -, true, status 302",
        "'HTTP/1.1 404 Not Found\r\n\r\n', -, false, status 404",
        "'HTTP/1.1 503 Busy\r\n\r\n', -, false, status 503",
        "'HTTP/1.1 200 OK\r\nbroken', well, false, does not contain",
        "'SSH-2.0-OpenSSH_9.2\r\n', -, false, not HTTP",
        "'', -, false, without an answer",
        "'HTTP/1.1 20', -, false, not HTTP",
    })
    void aPageIsJudgedByStatusAndBody(String answer, @Nullable String body, boolean success, String detail) throws Exception {
        try (Listening server = answering(answer)) {
            Result result = probe(http(server.port(), false, body));
            assertThat(result.success()).as(result.detail()).isEqualTo(success);
            assertThat(result.detail()).contains(detail);
        }
    }

    @Test
    void onlyTheFirstBytesOfABodyAreLookedAt() throws Exception {
        try (Listening server = answering("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(5200) + "well" + "x".repeat(100_000))) {
            assertThat(probe(http(server.port(), false, "well")).success()).isFalse();
        }
    }

    @Test
    void aPageOverTlsIsJudgedWhoeverVouchesForIt() throws Exception {
        try (Listening server = Listening.with(socket -> {
            try (SSLSocket secured = (SSLSocket) TestCertificate.sharedContext().getSocketFactory().createSocket(socket, null, true)) {
                answer(secured, "HTTP/1.1 200 OK\r\n\r\nwell");
            } catch (IOException e) {
                // The prober has seen enough.
            }
        })) {
            assertThat(probe(http(server.port(), true, "well")).detail()).isEqualTo("status 200");
        }
        try (Listening plain = answering("HTTP/1.1 200 OK\r\n\r\nwell")) {
            assertThat(probe(http(plain.port(), true, "well"), Duration.ofSeconds(2)).success()).isFalse();
        }
    }

    @Test
    void whoSaysNothingOrALittleForeverCostsNoMoreThanTheDeadline() throws Exception {
        try (Listening silent = Listening.silent();
                Listening dripping = Listening.with(socket -> {
                    try (socket) {
                        while (true) {
                            socket.getOutputStream().write('H');
                            LockSupport.parkNanos(20_000_000);
                        }
                    } catch (IOException e) {
                        // The prober has seen enough.
                    }
                })) {
            for (int port : new int[] {silent.port(), dripping.port()}) {
                for (Probe probe : new Probe[] {http(port, false, null), http(port, true, null),
                    new Probe.Galera(at(port), new dev.tutti.core.model.Credentials("u", dev.tutti.core.model.Secret.of("p")))}) {
                    Instant before = Instant.now();
                    Result result = probe(probe, Duration.ofMillis(300));
                    assertThat(result.success()).isFalse();
                    assertThat(Duration.between(before, Instant.now())).as("%s: %s", probe, result).isLessThan(Duration.ofSeconds(3));
                }
            }
        }
    }
}

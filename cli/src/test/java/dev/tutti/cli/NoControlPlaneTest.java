package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Whatever listens at the URL, or nothing: exit code 4 and one sentence with the URL, what came back and what to do. */
@Timeout(10)
class NoControlPlaneTest {
    @Test
    void nothingListens() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Tutti.Result result = Tutti.nowhere().with("TUTTI_API", "http://127.0.0.1:" + port + "/").line("clusters");

        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err())
                .isEqualTo("No control plane reached at http://127.0.0.1:" + port
                        + ": connecting failed (Connection refused). Start one with `tutti server`, or say where it is"
                        + " with --api URL or TUTTI_API.\n");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void theHostDoesNotExist() {
        Tutti.Result result = Tutti.nowhere().line("clusters --api http://nowhere.invalid:7410");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err()).contains("http://nowhere.invalid:7410: there is no host of that name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "200 | text/html        | <html><title>Welcome to nginx!</title> | it sent status 200 as text/html beginning \"<html><title>Welcome to nginx!</title>\"",
        "500 | text/html        | <h1>Oops</h1>    | it sent status 500 as text/html beginning \"<h1>Oops</h1>\"",
        "502 | text/plain       | ``               | it sent status 502 and nothing else",
        "200 | application/json | {\"chains\": [   | it sent status 200 as application/json",
        "200 | application/json | [] []            | it sent status 200",
        "404 | application/json | {\"detail\": 1}  | it sent status 404",
        "302 | text/html        | ``               | it sent status 302",
    })
    void somethingElseListens(int status, String type, String body, String sentence) {
        try (var api = new StandIn()) {
            api.on("GET /api/v1/chains", new StandIn.Reply(status, type, body));
            Tutti.Result result = Tutti.at(api).line("clusters --json");

            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.err()).contains(api.url(), sentence, "--api URL").doesNotContain("Exception");
            assertThat(result.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"'SSH-2.0-OpenSSH_9.2\r\n'", "''", "'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[]'"})
    void whatAnswersIsNoHttpOrBreaksOff(String bytes) throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerAll(listener, bytes));
            Tutti.Result result = Tutti.nowhere()
                    .line("clusters --api http://127.0.0.1:" + listener.getLocalPort());
            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.err()).contains("127.0.0.1:" + listener.getLocalPort()).doesNotContain("Exception");
        }
    }

    private static void answerAll(ServerSocket listener, String bytes) {
        try {
            while (true) {
                try (Socket socket = listener.accept()) {
                    var in = socket.getInputStream();
                    int last = 0;
                    for (int c = in.read(); c >= 0 && !(c == '\n' && last == '\n'); c = in.read()) {
                        last = c == '\r' ? last : c;
                    }
                    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    @Test
    void nothingComesInTime() throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Tutti.Result read = Tutti.nowhere()
                    .line("clusters --timeout 100ms --api http://127.0.0.1:" + listener.getLocalPort());
            assertThat(read.exit()).isEqualTo(4);
            assertThat(read.err()).contains("no whole answer within 0.10 s").doesNotContain("carried out");

            Tutti.Result change = Tutti.nowhere()
                    .line("discover db1:3306 --timeout 100ms --api http://127.0.0.1:" + listener.getLocalPort());
            assertThat(change.exit()).isEqualTo(4);
            assertThat(change.err()).contains("it may have been carried out");
        }
    }

    @Test
    void anAnswerThatTricklesIsNotWaitedForForEver() throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> trickle(listener));
            Tutti.Result result = Tutti.nowhere()
                    .line("clusters --timeout 200ms --api http://127.0.0.1:" + listener.getLocalPort());
            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.err()).contains("no whole answer within 0.20 s");
        }
    }

    private static void trickle(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write(' ');
            }
        } catch (IOException e) {
            // given up on, as it should be
        }
    }

    @Test
    void aRedirectionIsNotFollowedAndGetsNoToken() {
        try (var elsewhere = new StandIn(); var api = StandIn.withFleet()) {
            api.on("DELETE /api/v1/servers/db5.shop.example:3306", new StandIn.Reply(307, "text/html", ""));
            assertThat(Tutti.at(api).line("forget db5").exit()).isEqualTo(4);
            assertThat(elsewhere.requests).isEmpty();
        }
    }

    @Test
    void aPathInFrontOfTheApiIsKept() {
        try (var api = new StandIn()) {
            api.on("GET /tutti/api/v1/chains", "[]");
            assertThat(Tutti.nowhere().line("clusters --api " + api.url() + "/tutti/").exit()).isZero();
            assertThat(Tutti.nowhere().line("clusters --api " + api.url() + "/tutti/api/v1").exit()).isZero();
        }
    }
}

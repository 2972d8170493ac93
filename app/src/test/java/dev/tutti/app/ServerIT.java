package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** {@code tutti server} as a service manager runs it. */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class ServerIT {
    @TempDir
    private Path folder;

    private Path configuration(int port) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "x");
        return Files.writeString(folder.resolve("tutti.yaml"),
                """
                server:
                  listen: 127.0.0.1:%d
                  state_folder: %s
                fleet:
                  seeds: [127.0.0.1:1]
                  password_file: %s
                """.formatted(port, folder.resolve("state"), password));
    }

    @Test
    void itServesUntilSigtermAndEndsInOrder() throws Exception {
        int port = RealFleet.freePort();
        try (Packaged server = Packaged.start(folder, "server", "--config", configuration(port).toString());
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health")).build();
            Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().pollInterval(Duration.ofMillis(50))
                    .until(() -> http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
            server.signal("TERM");
            assertThat(server.exit()).as(server.err()).isZero();
            assertThat(server.err()).contains("watches 1 seed").doesNotContain("Exception");
        }
    }

    @Test
    void aTakenPortIsToldInASentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Captured server = Packaged.run(folder, "server", "--config", configuration(taken.getLocalPort()).toString());
            assertThat(server.exit()).isEqualTo(1);
            assertThat(server.err()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort()).doesNotContain("\tat ");
        }
    }
}

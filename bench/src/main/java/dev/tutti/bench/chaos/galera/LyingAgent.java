package dev.tutti.bench.chaos.galera;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.tutti.bench.ThisProgram;
import dev.tutti.control.record.Json;
import dev.tutti.lab.LabAgent;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Processes.Signal;
import dev.tutti.lab.process.ServerProcess;
import dev.tutti.settings.tls.Identity;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLParameters;

/**
 * Something that has an agent's certificate and does not tell the truth: it stands where the agent stood, on its host, and repeats
 * the agent's last report with one lie in it. Used by one thread.
 */
final class LyingAgent implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What is not true. */
    enum Lie {
        NOT_RUNNING,
        AN_HOUR_AHEAD
    }

    private final ServerProcess process;
    private final Path orders;

    private LyingAgent(ServerProcess process, Path orders) {
        this.process = process;
        this.orders = orders;
    }

    /** Takes the place of the agent beside this node, which is dead afterwards. */
    static LyingAgent insteadOf(Scene scene, String node, Lie lie) throws IOException {
        LabAgent agent = scene.fleet().agentOf(node);
        Path pki = scene.fleet().folder().resolve("pki");
        Path folder = agent.folder();
        ObjectNode report = (ObjectNode) Json.mapper().readTree(asked(pki, agent.address().toString()));
        if (lie == Lie.NOT_RUNNING) {
            ((ObjectNode) report.path("process")).put("state", "not_running").putNull("pid").putNull("started_at");
        }
        Path said = Files.writeString(folder.resolve("said.json"), report.toString());
        Path orders = folder.resolve("orders.txt");
        Files.deleteIfExists(orders);
        scene.fleet().kill(agent.name());
        List<String> command = ThisProgram.javaCommand("64m", LyingAgent.class.getName(), "--config=" + said,
                pki.toString(), node, Integer.toString(LabAgent.PORT),
                Long.toString(lie == Lie.AN_HOUR_AHEAD ? Duration.ofHours(1).toMillis() : 0), orders.toString());
        ServerProcess process =
                ServerProcess.start(agent.node().inside(command), Map.of(), said, folder.resolve("liar.log"));
        Deadline.in(PATIENCE).await(() -> Files.exists(orders), "The lying agent did not start", () -> "");
        return new LyingAgent(process, orders);
    }

    private static String asked(Path pki, String address) throws IOException {
        Identity control = identity(pki, "control");
        try (HttpClient client = HttpClient.newBuilder().sslContext(control.context()).build()) {
            return client.send(HttpRequest.newBuilder(URI.create("https://" + address + "/v1/report")).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Identity identity(Path pki, String name) throws IOException {
        return Identity.of(pki.resolve(name + ".pem"), pki.resolve(name + ".key"), pki.resolve("ca.pem"), null);
    }

    /** What it was told to do, but for measuring links. */
    List<String> orders() throws IOException {
        return Files.readAllLines(orders);
    }

    @Override
    public void close() {
        process.signal(Signal.KILL);
        Deadline.in(PATIENCE).await(() -> process.ended().isDone(), "The lying agent did not end", () -> "");
    }

    public static void main(String[] arguments) throws IOException {
        Path said = Path.of(arguments[0].substring("--config=".length()));
        Path orders = Path.of(arguments[5]);
        Identity identity = identity(Path.of(arguments[1]), arguments[2]);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(Integer.parseInt(arguments[3])), 50);
        server.setHttpsConfigurator(new HttpsConfigurator(identity.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters both = getSSLContext().getDefaultSSLParameters();
                both.setNeedClientAuth(true);
                parameters.setSSLParameters(both);
            }
        });
        server.createContext("/v1/report", exchange -> {
            ObjectNode report = (ObjectNode) Json.mapper().readTree(said.toFile());
            answer(exchange, 200, report.put("at", Instant.now().plusMillis(Long.parseLong(arguments[4])).toString()).toString());
        });
        server.createContext("/v1/actions", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (!body.isBlank() && !Json.mapper().readTree(body).path("kind").asString("").equals("probe")) {
                Files.writeString(orders, body.replace('\n', ' ') + "\n", StandardOpenOption.APPEND);
            }
            answer(exchange, 503, "{}");
        });
        server.start();
        Files.writeString(orders, "");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}

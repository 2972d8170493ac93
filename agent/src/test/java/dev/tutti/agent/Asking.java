package dev.tutti.agent;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;

/** Asks an agent as a control plane does. */
final class Asking implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(90);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient client;
    private final String base;
    private final String token;

    private Asking(HttpClient client, String base, String token) {
        this.client = client;
        this.base = base;
        this.token = token;
    }

    static Asking withToken(Agent agent, String token) {
        return new Asking(HttpClient.newHttpClient(), "http://" + agent.address(), token);
    }

    static Asking withCertificate(Agent agent, SSLContext context) {
        return new Asking(HttpClient.newBuilder().sslContext(context).build(), "https://" + agent.address(), "");
    }

    record Answered(int status, JsonNode body) {}

    Answered get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
    }

    HttpResponse<byte[]> bytes(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + token).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    JsonNode report() throws IOException, InterruptedException {
        return get("/v1/report").body();
    }

    Answered post(Map<String, ?> body) throws IOException, InterruptedException {
        return postText(JSON.writeValueAsString(body));
    }

    Answered postText(String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + "/v1/actions")).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answered post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private Answered send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                request.header("Authorization", "Bearer " + token).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        return new Answered(response.statusCode(), JSON.readTree(response.body()));
    }

    /** Asks for an action under a new id and waits for its end. */
    JsonNode act(String kind, Map<String, ?> more) throws IOException, InterruptedException {
        Map<String, Object> body = new java.util.HashMap<>(more);
        String id = kind + "-" + UUID.randomUUID();
        body.put("id", id);
        body.put("kind", kind);
        Answered accepted = post(body);
        if (accepted.status() != 202) {
            throw new AssertionError(kind + " was answered with " + accepted);
        }
        return ended(id);
    }

    JsonNode act(String kind) throws IOException, InterruptedException {
        return act(kind, Map.of());
    }

    JsonNode ended(String id) {
        return Awaitility.await()
                .atMost(LIMIT)
                .until(() -> get("/v1/actions/" + id).body(), view -> !"running".equals(text(view, "state")));
    }

    static @Nullable String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}

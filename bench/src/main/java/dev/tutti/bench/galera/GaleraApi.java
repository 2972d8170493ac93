package dev.tutti.bench.galera;

import dev.tutti.control.record.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The API of a control plane, as any program uses it, about one cluster. Thread-safe. */
public final class GaleraApi {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    /** Planning a full transfer measures links first. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int CONFLICT = 409;

    private final URI url;
    private final Path tokenFile;
    private final String cluster;

    /** @param tokenFile read at each request that changes something: the control plane makes it when it starts */
    GaleraApi(URI url, Path tokenFile, String cluster) {
        this.url = url;
        this.tokenFile = tokenFile;
        this.cluster = cluster;
    }

    /** What came back. */
    public record Answer(int status, JsonNode body) {
        /** It is done or will be. */
        public boolean accepted() {
            return status == OK || status == ACCEPTED;
        }

        /** It will not be done. */
        public boolean refused() {
            return status == CONFLICT && errorKind().equals("refused");
        }

        /** A person has to agree first. */
        public boolean asks() {
            return status == CONFLICT && errorKind().equals("needs_confirmation");
        }

        /** It is not done now, as something else is being done to the cluster. */
        public boolean busy() {
            return refused() && message().startsWith("something is being done");
        }

        private String errorKind() {
            return body.path("error").path("kind").asString("");
        }

        /** Why not. */
        public String message() {
            return body.path("error").path("message").asString("");
        }

        /** What a person would have to agree to, by the kind of each. */
        public Map<String, JsonNode> concerns() {
            Map<String, JsonNode> concerns = new LinkedHashMap<>();
            JsonNode plan = body.has("plan") ? body.path("plan") : body;
            plan.path("concerns").forEach(one -> concerns.put(one.path("kind").asString(""), one));
            return concerns;
        }

        private List<String> concernIds() {
            List<String> ids = new ArrayList<>();
            body.path("plan").path("concerns").forEach(one -> ids.add(one.path("id").asString("")));
            return ids;
        }

        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    static boolean answers(URI url) {
        try {
            return CLIENT.send(get(url.resolve("/health")), HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The cluster as the control plane sees it. */
    public ClusterSeen cluster() {
        return new ClusterSeen(required("/galera/" + cluster));
    }

    /** Whether a load balancer may send clients to this node. */
    public boolean inRotation(String node) {
        return send(get(url.resolve("/health/galera/" + cluster + "/node?node=" + node))).status() == OK;
    }

    /** The cluster's recoveries since one of them, the newest first. */
    public List<RecoverySeen> recoveriesAfter(long id) {
        List<RecoverySeen> found = new ArrayList<>();
        required("/recoveries?chain=" + cluster).forEach(one -> found.add(new RecoverySeen(one)));
        return found.stream().filter(one -> one.id() > id).toList();
    }

    /** The newest recovery; empty when there was none. */
    public Optional<RecoverySeen> latestRecovery() {
        return recoveriesAfter(0).stream().findFirst();
    }

    public RecoverySeen recovery(long id) {
        return new RecoverySeen(required("/recoveries/" + id));
    }

    /** Asks for something, such as {@code recover} or {@code nodes/n4/resync}. */
    public Answer ask(String what, Map<String, ?> body) {
        return post("/galera/" + cluster + "/" + what, body);
    }

    /** Agrees to all that was asked. */
    public Answer agree(String what, Map<String, ?> body, Answer question) {
        Map<String, Object> agreed = new LinkedHashMap<>(body);
        agreed.put("confirm", question.concernIds());
        return ask(what, agreed);
    }

    private JsonNode required(String path) {
        Answer answer = send(get(at(path)));
        if (answer.status() != OK) {
            throw new IllegalStateException("GET " + path + " answered " + answer);
        }
        return answer.body();
    }

    private Answer post(String path, Map<String, ?> body) {
        try {
            return send(HttpRequest.newBuilder(at(path))
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + Files.readString(tokenFile).strip())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Json.mapper().writeValueAsString(body)))
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException("The token of the control plane cannot be read: " + e.getMessage(), e);
        }
    }

    private URI at(String path) {
        return url.resolve("/api/v1" + path);
    }

    private static HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    }

    private static Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), read(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException("The control plane does not answer " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static JsonNode read(String body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JacksonException e) {
            return Json.mapper().createObjectNode().put("text", body);
        }
    }
}

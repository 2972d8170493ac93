package dev.tutti.control;

import dev.tutti.control.record.Json;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks the API as any program would. Thread safe. */
public final class ApiClient {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final String url;
    private final String token;

    /** @param token empty for none */
    public ApiClient(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /** What came back. */
    public record Reply(int status, String body, java.net.http.HttpHeaders headers) {
        public JsonNode json() {
            return Json.mapper().readTree(body);
        }

        /** The error's sentence. */
        public String message() {
            return json().get("error").get("message").asString();
        }
    }

    public String url() {
        return url;
    }

    public ApiClient withToken(String other) {
        return new ApiClient(url, other);
    }

    public Reply get(String path) {
        return ask("GET", path, null);
    }

    public Reply post(String path, String body) {
        return ask("POST", path, body);
    }

    public Reply put(String path, String body) {
        return ask("PUT", path, body);
    }

    public Reply delete(String path) {
        return ask("DELETE", path, null);
    }

    public Reply ask(String method, String path, @org.jspecify.annotations.Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(DEADLINE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

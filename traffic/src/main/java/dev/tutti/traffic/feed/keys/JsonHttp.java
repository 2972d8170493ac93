package dev.tutti.traffic.feed.keys;

import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;
import dev.tutti.traffic.feed.RouteJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

/** Requests of one store over HTTP, with JSON both ways. Blocks; any thread. */
final class JsonHttp implements AutoCloseable {
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final URI base;
    private final String title;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECTING).build();

    JsonHttp(URI base, String title) {
        this.base = base;
        this.title = title;
    }

    /** An answer; the text may be anything. */
    record Answer(int status, String text) {
        boolean isOk() {
            return status == OK;
        }
    }

    Answer send(String method, String path, Map<String, String> headers, @Nullable String body, String doing, Patience patience)
            throws FeedException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(patience.left(doing))
                .method(method, body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (HttpTimeoutException e) {
            throw new FeedException(patience.late(doing).failure(), e);
        } catch (IOException e) {
            String what = e.getMessage() == null ? "the connection was refused or broke off" : e.getMessage();
            throw new FeedException(new Failure.Unreachable(title, what), e);
        }
    }

    JsonNode json(Answer answer, String doing) throws FeedException {
        try {
            return RouteJson.MAPPER.readTree(answer.text());
        } catch (JacksonException e) {
            throw new FeedException(new Failure.Faulty(title, "it answers no JSON, " + doing), e);
        }
    }

    /** What an answer means that is not the one hoped for. */
    FeedException unexpected(Answer answer, String doing, String remedy) {
        String what = "it answers " + answer.status() + " ("
                + answer.text().lines().findFirst().map(line -> line.length() > 200 ? line.substring(0, 200) : line).orElse("")
                + "), " + doing;
        return new FeedException(switch (answer.status()) {
            case UNAUTHORIZED, FORBIDDEN -> new Failure.Refused(title, what, remedy);
            case TOO_MANY -> new Failure.Throttled(title, what);
            default -> new Failure.Faulty(title, what);
        });
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

package dev.tutti.control.agents;

import dev.tutti.control.record.Json;
import dev.tutti.core.galera.model.LoggedView;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Secret;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks one agent. Blocks its caller for no longer than the deadline. Thread safe. */
public final class AgentClient {
    /** A report has some kilobytes; whatever says more is no agent of ours. */
    private static final int LARGEST = 4 * 1024 * 1024;

    private final Address agent;
    private final HttpClient http;
    private final String base;
    private final @Nullable Secret token;
    private final Duration deadline;

    /**
     * @param http with the certificates that the agent wants, if it wants any
     * @param token null where certificates are shown
     */
    AgentClient(Address agent, HttpClient http, @Nullable Secret token, Duration deadline) {
        this.agent = agent;
        this.http = http;
        this.token = token;
        this.deadline = deadline;
        String host = agent.host().indexOf(':') >= 0 ? "[" + agent.host() + "]" : agent.host();
        this.base = (token == null ? "https://" : "http://") + host + ":" + agent.port();
    }

    public Address address() {
        return agent;
    }

    /** @param donorBytes what the donor of a running state transfer has; -1 when not known */
    public AgentReport report(long donorBytes) throws AgentException, InterruptedException {
        return read(get("/v1/report?donor_bytes=" + donorBytes), AgentReport.class);
    }

    /**
     * Gives an order. The same id is done once, however often it is given.
     *
     * @return the action as it stands now
     * @throws AgentException also when the agent is busy with another action, or refuses the request itself
     */
    public AgentAction order(String id, Order order) throws AgentException, InterruptedException {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("id", id, "kind", order.kind()));
        body.putAll(order.arguments());
        return read(send(post("/v1/actions", body), deadline), AgentAction.class);
    }

    /** The action with this id, if it was ever asked for. */
    public Optional<AgentAction> action(String id) throws AgentException, InterruptedException {
        Answer answer = send(request("/v1/actions/" + id).GET());
        return answer.status() == 404 ? Optional.empty() : Optional.of(read(answer, AgentAction.class));
    }

    /** The tunnels of its host as it saw them last; empty when it is not told of any. */
    public Optional<AgentMesh> mesh() throws AgentException, InterruptedException {
        Answer answer = get("/v1/mesh");
        return answer.status() == 404 ? Optional.empty() : Optional.of(read(answer, AgentMesh.class));
    }

    /** What its host's checks found last; empty when it is not told to make any. */
    public Optional<AgentObservations> observations() throws AgentException, InterruptedException {
        Answer answer = get("/v1/observations");
        return answer.status() == 404 ? Optional.empty() : Optional.of(read(answer, AgentObservations.class));
    }

    /** The virtual addresses that its host may carry. */
    public AgentAddresses addresses(Duration limit) throws AgentException, InterruptedException {
        return read(send(request("/v1/addresses").GET(), limit), AgentAddresses.class);
    }

    /**
     * Has its host put a virtual address up.
     *
     * @param turn of the look that this was decided on
     * @return empty when somebody has looked since, and nothing was done
     */
    public Optional<AgentAddresses.Held> takeAddress(String address, String turn, Duration limit)
            throws AgentException, InterruptedException {
        Answer answer = send(post("/v1/addresses/take", Map.of("address", address, "turn", turn)), limit);
        return answer.status() == 409 ? Optional.empty() : Optional.of(read(answer, AgentAddresses.Held.class));
    }

    /** Has its host take a virtual address away. */
    public AgentAddresses.Held releaseAddress(String address, Duration limit) throws AgentException, InterruptedException {
        return read(send(post("/v1/addresses/release", Map.of("address", address)), limit), AgentAddresses.Held.class);
    }

    /** One binary log. */
    public record LogFile(String name, long bytes) {}

    private record LogFiles(List<LogFile> files) {}

    private record Views(List<LoggedView> views) {}

    List<LoggedView> views() throws AgentException, InterruptedException {
        return read(get("/v1/views"), Views.class).views();
    }

    /** Empty when the agent is not told where they are. */
    Optional<List<LogFile>> logs() throws AgentException, InterruptedException {
        Answer answer = get("/v1/logs");
        return answer.status() == 404 ? Optional.empty() : Optional.of(read(answer, LogFiles.class).files());
    }

    /** At most this many bytes of a binary log. */
    byte[] piece(String log, long from, int bytes) throws AgentException, InterruptedException {
        String path = "/v1/logs/" + URLEncoder.encode(log, StandardCharsets.UTF_8) + "?from=" + from + "&bytes=" + bytes;
        Answer answer = send(request(path).GET());
        if (answer.status() != 200) {
            throw new AgentException("the agent " + agent + " answered " + answer.status() + " when asked for " + log);
        }
        return answer.bytes();
    }

    @SuppressWarnings("ArrayRecordComponent") // it is read once and dropped, never compared
    private record Answer(int status, byte[] bytes) {
        String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private Answer get(String path) throws AgentException, InterruptedException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(deadline);
        return token == null ? request : request.header("Authorization", "Bearer " + token.reveal());
    }

    private HttpRequest.Builder post(String path, Map<String, ?> body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.mapper().writeValueAsString(body)));
    }

    private Answer send(HttpRequest.Builder request) throws AgentException, InterruptedException {
        return send(request, deadline);
    }

    private Answer send(HttpRequest.Builder request, Duration most) throws AgentException, InterruptedException {
        Duration limit = most.compareTo(deadline) < 0 ? most : deadline;
        CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(
                request.build(), HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
        try {
            // The client's own timeout ends with the headers.
            HttpResponse<byte[]> response = asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            throw new AgentException("the agent " + agent + " did not answer within " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new AgentException("the agent " + agent + " does not answer: " + said(e), e);
        } finally {
            asked.cancel(true);
        }
    }

    /** The innermost reason that says something: a failed handshake says little on the outside. */
    private static String said(Throwable failure) {
        String said = failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                said = message;
            } else if (cause instanceof ConnectException) {
                return "connection refused";
            }
        }
        return said;
    }

    private <T> T read(Answer answer, Class<T> type) throws AgentException {
        try {
            if (answer.status() == 200 || answer.status() == 202) {
                T read = Json.mapper().readValue(answer.body(), type);
                if (read != null) {
                    return read;
                }
            }
            JsonNode error = Json.mapper().readTree(answer.body()).path("error").path("message");
            throw new AgentException("the agent " + agent + " answered " + answer.status()
                    + (error.isString() ? ": " + error.asString() : ""));
        } catch (JacksonException e) {
            throw new AgentException("the agent " + agent + " answered " + answer.status() + " with something that is no answer: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""), e);
        }
    }
}

package dev.tutti.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.json.JsonReader;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Speaks docs/api.md from fixtures. A request is answered by what {@link #on} was told for its method and path, a change
 * only if it carries the token. Every request is written down.
 */
final class StandIn implements AutoCloseable {
    static final String TOKEN = "s3cr3t-token-of-the-tests";

    /** What is answered. */
    record Reply(int status, String type, String body) {}

    /** A request as it came. */
    record Request(String method, String path, String body, String authorization) {
        String line() {
            return method + " " + path;
        }
    }

    /** Ends one connection of the event stream. */
    private static final String END = "END";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Reply>> repliesToBodies = new ConcurrentHashMap<>();
    private final List<BlockingQueue<String>> eventStreams = new CopyOnWriteArrayList<>();
    private final BlockingQueue<BlockingQueue<String>> prepared = new LinkedBlockingQueue<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();

    StandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** With the fleet of the fixtures. */
    static StandIn withFleet() {
        var standIn = new StandIn();
        Json fleet = json("fleet.json");
        standIn.on("GET /api/v1/fleet", fixture("fleet.json"));
        standIn.on("GET /api/v1/chains", fleet.get("chains").toString());
        standIn.on("GET /api/v1/servers", fleet.get("servers").toString());
        for (Json it : fleet.get("servers").list()) {
            standIn.on("GET /api/v1/servers/" + it.raw("address"), it.toString());
        }
        for (Json it : fleet.get("chains").list()) {
            standIn.on("GET /api/v1/chains/" + it.raw("name"), it.toString());
        }
        standIn.on("GET /api/v1/problems", fixture("problems.json"));
        standIn.on("GET /api/v1/explain?subject=shop", fixture("explain-shop.json"));
        standIn.on("GET /api/v1/explain?subject=billing", fixture("explain-billing.json"));
        standIn.on("GET /api/v1/recoveries?limit=20", fixture("recoveries.json"));
        standIn.on("GET /api/v1/recoveries?limit=1&chain=shop", fixture("recoveries.json"));
        standIn.on("GET /api/v1/recoveries/17", fixture("recovery-17.json"));
        standIn.on("GET /api/v1/recoveries/15", fixture("recovery-15.json"));
        standIn.on("GET /api/v1/snapshot", fixture("snapshot.json"));
        return standIn;
    }

    /** With the write/write cluster of the fixtures, and the plan of its recovery for dry runs. */
    static StandIn withGalera() {
        var standIn = new StandIn();
        standIn.on("GET /api/v1/galera", fixture("galera.json"));
        standIn.on("GET /api/v1/galera/payments", json("galera.json").list().getFirst().toString());
        standIn.on("GET /api/v1/galera/payments/advice", fixture("galera-advice.json"));
        standIn.onBody(
                "POST /api/v1/galera/payments/recover", "\"dry_run\":true", 200, fixture("galera-plan-recover.json"));
        return standIn;
    }

    static String fixture(String name) {
        try (InputStream in = Objects.requireNonNull(StandIn.class.getResourceAsStream("/api/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Json json(String name) {
        return JsonReader.read(fixture(name)).orElseThrow();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void on(String request, String json) {
        on(request, 200, json);
    }

    void on(String request, int status, String json) {
        on(request, new Reply(status, "application/json", json));
    }

    /** Only when the body has this part; otherwise what {@link #on} was told holds. */
    void onBody(String request, String part, int status, String json) {
        repliesToBodies
                .computeIfAbsent(request, any -> new ConcurrentHashMap<>())
                .put(part, new Reply(status, "application/json", json));
    }

    void on(String request, Reply reply) {
        replies.put(request, reply);
    }

    void onError(String request, int status, String kind, String message) {
        on(request, status, Json.object("error", Json.object("kind", kind, "message", message)).toString());
    }

    /** What the next connection to the event stream is sent; more may be added to it later. */
    BlockingQueue<String> events(String... events) {
        var queue = new LinkedBlockingQueue<>(List.of(events));
        prepared.add(queue);
        return queue;
    }

    static String event(String name, String json) {
        Json data = JsonReader.read(json).orElseThrow();
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    static String end() {
        return END;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            String method = exchange.getRequestMethod();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            requests.add(new Request(method, path, body, authorization));
            if (path.equals("/api/v1/events") && !replies.containsKey("GET /api/v1/events")) {
                sendEvents(exchange);
                return;
            }
            boolean allowed = method.equals("GET") || authorization.equals("Bearer " + TOKEN);
            Reply reply = allowed
                    ? reply(method, path, body)
                    : error(401, "not_authorised", "Changing needs a token.");
            byte[] bytes = reply.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", reply.type);
            if (reply.status == 401) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            }
            exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Reply reply(String method, String path, String body) {
        String request = method + " " + path;
        return repliesToBodies.getOrDefault(request, Map.of()).entrySet().stream()
                .filter(entry -> body.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> replies.getOrDefault(request, error(404, "unknown", "There is no " + path + ".")));
    }

    private static Reply error(int status, String kind, String message) {
        return new Reply(
                status,
                "application/json",
                Json.object("error", Json.object("kind", kind, "message", message)).toString());
    }

    private void sendEvents(HttpExchange exchange) throws IOException {
        BlockingQueue<String> queue = prepared.poll();
        if (queue == null) {
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        eventStreams.add(queue);
        try (OutputStream out = exchange.getResponseBody()) {
            for (String event = queue.take(); !event.equals(END); event = queue.take()) {
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        eventStreams.forEach(queue -> queue.add(END));
        server.stop(0);
        threads.shutdownNow();
    }
}

package dev.tutti.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands in for the control plane: the page's files under the Content-Security-Policy that control sends, the API's answers
 * as scripted, and a stream of events into which a test pushes. Its HTTP threads are virtual; tests call it from theirs.
 */
final class StandInControl implements AutoCloseable {
    static final String TOKEN = "s3cret";
    static final String POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");

    /** One request that would change something, or ask for the plan of it. */
    record Asked(String method, String path, JsonNode body, @Nullable String authorization) {}

    /** An answer of the API. */
    record Answer(int status, JsonNode body) {
        static Answer refused(String sentence) {
            return error(409, "refused", sentence);
        }

        static Answer error(int status, String kind, String sentence) {
            var body = JSON.createObjectNode();
            body.putObject("error").put("kind", kind).put("message", sentence);
            return new Answer(status, body);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile ObjectNode fleet = new Fleets().json();
    private volatile boolean streaming = true;

    StandInControl() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no port on loopback", e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What a new stream starts with; those that are open get it as well. */
    void shows(Fleets fleets) {
        fleet = fleets.json();
        push("fleet", fleet);
    }

    /** These are all clusters now: what is asked of them is answered so, and pages that listen are told. */
    void knows(ObjectNode... clusters) {
        var all = JSON.createArrayNode();
        for (var cluster : clusters) {
            all.add(cluster);
        }
        answers("GET /api/v1/galera", all);
        for (var cluster : clusters) {
            push("galera", cluster);
        }
    }

    /** Answers this request so from now on, for example {@code POST /api/v1/servers/a:1/relocate dry}. */
    void answers(String request, Answer answer) {
        answers.put(request, answer);
    }

    void answers(String request, JsonNode body) {
        answers(request, new Answer(200, body));
    }

    /** Sends an event to every page that listens. */
    void push(String kind, JsonNode data) {
        var text = "event: " + kind + "\ndata: " + data + "\n\n";
        for (var stream : streams) {
            write(stream, text);
        }
    }

    /** Ends every stream, and refuses new ones until {@link #listens}. */
    void fallsSilent() {
        streaming = false;
        for (var stream : streams) {
            end(stream);
        }
        streams.clear();
    }

    void listens() {
        streaming = true;
    }

    @Override
    public void close() {
        fallsSilent();
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try {
            var path = URLDecoder.decode(exchange.getRequestURI().getRawPath(), UTF_8);
            if (path.equals("/api/v1/events")) {
                stream(exchange);
            } else if (path.startsWith("/api/")) {
                api(exchange, path);
            } else {
                file(exchange, path.equals("/") ? "/index.html" : path);
            }
        } catch (IOException | RuntimeException e) {
            exchange.close();
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        if (!streaming) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        write(out, "event: fleet\ndata: " + fleet + "\n\n");
        streams.add(out);
    }

    private void api(HttpExchange exchange, String path) throws IOException {
        var method = exchange.getRequestMethod();
        var text = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (method.equals("GET")) {
            var known = answers.get("GET " + path);
            respond(exchange, known != null ? known : usual(path));
            return;
        }
        var body = text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text);
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(new Asked(method, path, body, authorization));
        if (!("Bearer " + TOKEN).equals(authorization)) {
            respond(exchange, Answer.error(401, "unauthorized", "This token is not the configured one."));
            return;
        }
        var dry = body.path("dry_run").asBoolean(false) ? " dry" : "";
        var answer = answers.get(method + " " + path + dry);
        respond(exchange, answer != null ? answer : new Answer(200, JSON.createObjectNode()));
    }

    private static Answer usual(String path) {
        if (path.equals("/api/v1/explain")) {
            return new Answer(200, JSON.readTree("{\"subject\": \"\", \"sentence\": \"\", \"decisions\": []}"));
        }
        return path.equals("/api/v1/recoveries") || path.equals("/api/v1/decisions") || path.equals("/api/v1/galera")
                        || path.startsWith("/api/v1/dns/") ? new Answer(200, JSON.createArrayNode())
                : Answer.error(404, "unknown", "No such thing.");
    }

    private static void respond(HttpExchange exchange, Answer answer) throws IOException {
        send(exchange, answer.status(), "application/json", answer.body().toString().getBytes(UTF_8));
    }

    private static void file(HttpExchange exchange, String path) throws IOException {
        try (var in = StandInControl.class.getResourceAsStream("/META-INF/tutti/web" + path)) {
            if (in == null || path.contains("..")) {
                send(exchange, 404, "text/plain", "no such file".getBytes(UTF_8));
                return;
            }
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            send(exchange, 200, TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream"), in.readAllBytes());
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void write(OutputStream stream, String text) {
        try {
            synchronized (stream) {
                stream.write(text.getBytes(UTF_8));
                stream.flush();
            }
        } catch (IOException e) {
            streams.remove(stream);
        }
    }

    private static void end(OutputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // The page was gone first.
        }
    }
}

package dev.tutti.traffic.feed.keys;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tutti.traffic.feed.RouteJson;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in for Consul's keys, which Debian does not have: reading, and transactions of {@code cas}, as its documentation has it. */
final class ConsulStandIn implements AutoCloseable {
    static final String TOKEN = "4f0e5c0b-stand-in";
    private final HttpServer server;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Long> indexes = new HashMap<>();
    private long index = 10;
    final AtomicInteger broken = new AtomicInteger();

    ConsulStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized void put(String key, String value) {
        values.put(key, value);
        indexes.put(key, ++index);
    }

    synchronized String get(String key) {
        return values.getOrDefault(key, "");
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            JsonNode body = RouteJson.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            if (broken.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                answer(exchange, 500, "rpc error: No cluster leader");
            } else if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Consul-Token"))) {
                answer(exchange, 403, "Permission denied: token with AccessorID '…' lacks permission 'key:read'");
            } else if (path.startsWith("/v1/kv/")) {
                String key = path.substring("/v1/kv/".length());
                String value = values.get(key);
                answer(exchange, value == null ? 404 : 200, value == null ? "" : "[{\"Key\":\"" + key + "\",\"Value\":\""
                        + KeyEntries.base64(value) + "\",\"ModifyIndex\":" + indexes.get(key) + "}]");
            } else {
                transaction(exchange, body);
            }
        }
    }

    private void transaction(HttpExchange exchange, JsonNode operations) throws IOException {
        for (JsonNode one : operations) {
            JsonNode operation = one.path("KV");
            String key = operation.path("Key").asString();
            if (!operation.path("Verb").asString().equals("cas")) {
                answer(exchange, 400, "unknown verb");
                return;
            }
            if (operation.path("Index").asLong() != indexes.getOrDefault(key, 0L)) {
                answer(exchange, 409, "{\"Results\":null,\"Errors\":[{\"OpIndex\":0,\"What\":\"failed to set key \\\"" + key
                        + "\\\", index is stale\"}]}");
                return;
            }
        }
        operations.forEach(one -> put(one.path("KV").path("Key").asString(), KeyEntries.text(one.path("KV").path("Value").asString())));
        answer(exchange, 200, "{\"Results\":[],\"Errors\":null}");
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

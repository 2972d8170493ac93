package dev.tutti.traffic.dns;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.decide.Forced;
import dev.tutti.traffic.zone.Network;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Lets people ask and overrule, over HTTP on loopback. Reading needs nothing, changing needs the token. This is the one place where
 * failures of requests become answers.
 */
final class Admin implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Admin.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LARGEST_BODY = 64 * 1024;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final @Nullable Secret token;
    private final DnsServer server;

    private Admin(HttpServer http, @Nullable Secret token, DnsServer server) {
        this.http = http;
        this.token = token;
        this.server = server;
    }

    static Admin start(InetSocketAddress listen, @Nullable Secret token, DnsServer server) throws IOException {
        HttpServer http;
        try {
            http = HttpServer.create(listen, 16);
        } catch (IOException e) {
            throw new IOException("The DNS server cannot listen on " + listen.getAddress().getHostAddress() + ":" + listen.getPort()
                    + " (" + e.getMessage() + "): end what uses it, or set another dns.admin", e);
        }
        Admin admin = new Admin(http, token, server);
        http.setExecutor(admin.threads);
        http.createContext("/", admin::handle);
        http.start();
        return admin;
    }

    private record Answer(int status, Object body) {}

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (call(exchange).equals("GET /v1/status")) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 0);
                try (JsonGenerator json = JSON.writerWithDefaultPrettyPrinter()
                        .createGenerator(new BufferedOutputStream(exchange.getResponseBody(), 1 << 16))) {
                    new Status(server).write(json);
                }
                return;
            }
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (IllegalArgumentException | JacksonException e) {
                answer = error(400, String.valueOf(e.getMessage()).lines().findFirst().orElse("malformed"));
            } catch (RuntimeException e) {
                log.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                answer = error(500, "An internal error; the server's log has it");
            }
            byte[] body = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer.body()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String call(HttpExchange exchange) {
        return exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    }

    private static Answer error(int status, String message) {
        return new Answer(status, Map.of("error", message));
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String call = call(exchange);
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        return switch (call) {
            case "GET /v1/counters" -> new Answer(200, new Status(server).counters());
            case "GET /v1/ask" -> ask(query);
            case "GET /v1/history" -> new Answer(200, server.history()
                    .about(query.getOrDefault("name", ""), limit(query.getOrDefault("limit", "100")))
                    .stream().map(Status::change).toList());
            case "POST /v1/overrides", "DELETE /v1/overrides", "POST /v1/observations", "POST /v1/reload" -> {
                Optional<Answer> barred = barred(exchange);
                yield barred.isPresent() ? barred.get() : change(call, query, exchange);
            }
            default -> error(404, "There is no " + call);
        };
    }

    private Answer ask(Map<String, String> query) {
        String name = required(query, "name");
        return server.ask(name, Network.literal(query.getOrDefault("from", "127.0.0.1")))
                .map(asked -> new Answer(200, Status.route(asked.route(), asked.site())))
                .orElseGet(() -> error(404, name + " is bound to nothing here: GET /v1/status lists all names"));
    }

    private Answer change(String call, Map<String, String> query, HttpExchange exchange) throws IOException {
        if (call.equals("POST /v1/reload")) {
            String problem = server.reload();
            return problem.isEmpty() ? new Answer(200, Map.of("taken", true)) : error(409, problem);
        }
        if (call.equals("DELETE /v1/overrides")) {
            String pattern = required(query, "pattern");
            if (server.desk().overrides().all().stream().noneMatch(one -> one.pattern().equals(pattern))) {
                return error(404, "nothing was said of " + pattern + "; \"tutti dns status\" lists what was");
            }
            server.override(before -> before.without(pattern));
            log.info("{} is left to its checks again", pattern);
            return overridden(pattern);
        }
        byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (bytes.length > LARGEST_BODY) {
            return error(413, "The body is larger than " + LARGEST_BODY + " bytes");
        }
        JsonNode body = JSON.readTree(bytes);
        if (call.equals("POST /v1/observations")) {
            return observed(body);
        }
        String pattern = text(body, "pattern");
        if (!pattern.matches("[A-Za-z0-9._:*?-]{1,100}") || !body.path("up").isBoolean()) {
            return error(400, "Write {\"pattern\": \"paris*\", \"up\": false}");
        }
        boolean up = body.path("up").asBoolean();
        server.override(before -> before.with(new Forced(pattern, up)));
        log.info("{} is set {} by hand", pattern, up ? "up" : "down");
        return overridden(pattern);
    }

    private Answer overridden(String pattern) {
        List<String> matched = new Status(server).targets().stream()
                .filter(target -> new Forced(pattern, true).matches(target))
                .toList();
        return new Answer(200, Map.of("overrides", Status.overrides(server), "matched", matched));
    }

    private Answer observed(JsonNode body) {
        String observer = text(body, "observer");
        if (!observer.matches("[A-Za-z0-9._:-]{1,100}") || observer.equals("here")) {
            return error(400, "The observer's name is of letters, digits and . _ : - and not \"here\"");
        }
        List<String> unknown = new ArrayList<>();
        int taken = 0;
        for (JsonNode result : body.path("results")) {
            String detail = text(result, "detail");
            if (server.report(text(result, "check"), observer, result.path("success").asBoolean(false),
                    detail.length() > 200 ? detail.substring(0, 200) : detail)) {
                taken++;
            } else {
                unknown.add(text(result, "check"));
            }
        }
        return new Answer(200, Map.of("taken", taken, "unknown", unknown));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    private Optional<Answer> barred(HttpExchange exchange) {
        if (token == null) {
            return Optional.of(error(403, "This server takes no changes: it was given no token (dns.token_file)"));
        }
        String given = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
        boolean right = MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), ("Bearer " + token.reveal()).getBytes(StandardCharsets.UTF_8));
        return right ? Optional.empty() : Optional.of(error(401, "Changes need the server's token (--token-file)"));
    }

    private static int limit(String text) {
        if (!text.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException("\"limit\" is \"" + text + "\": write a whole number above 0");
        }
        return Integer.parseInt(text);
    }

    private static String required(Map<String, String> query, String name) {
        String value = query.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        return value;
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                query.put(part.substring(0, equals), URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}

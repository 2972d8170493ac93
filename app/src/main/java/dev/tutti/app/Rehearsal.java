package dev.tutti.app;

import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Runs short commands once, against a control plane made of three answers, while the Java machine writes down which classes
 * they need: the launcher makes its cache of loaded classes from that. Changes nothing and talks to itself only.
 */
final class Rehearsal {
    private static final String CHAIN =
            """
            {"name": "shop", "primary": "db1:3306", "servers": 2, "problems": 1, "state": "troubled", "sentence": "One of two replicates.",
            "since": "2026-01-02T03:04:05.678Z", "recovering": false, "primary_mode": "automatic", "intermediate_mode": "automatic"}""";
    private static final String SERVER =
            """
            {"address": "db1:3306", "chain": "shop", "role": "primary", "source": null, "depth": 0, "contact": "answering",
            "contact_since": "2026-01-02T03:04:05.678Z", "flavour": "MariaDB", "version": "11.4.2", "read_only": false,
            "log_format": "ROW", "receiver": null, "lag_seconds": null, "downtime": null, "lost": null,
            "problems": [{"kind": "not_writable", "severity": "error", "sentence": "It does not take writes."}]}""";
    private static final Map<String, String> ANSWERS = Map.of(
            "/api/v1/chains", "[" + CHAIN + "]",
            "/api/v1/servers", "[" + SERVER + "]",
            "/api/v1/fleet", "{\"now\": \"2026-01-02T03:04:06.000Z\", \"chains\": [" + CHAIN + "], \"servers\": [" + SERVER + "]}");
    private static final String OTHERWISE = "[]";

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        HttpServer standIn = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        standIn.createContext("/", exchange -> {
            byte[] answer = ANSWERS.getOrDefault(exchange.getRequestURI().getPath(), OTHERWISE).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(answer);
            }
        });
        standIn.start();
        String api = "http://127.0.0.1:" + standIn.getAddress().getPort();
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        System.setErr(System.out);
        Main.execute("clusters", "--api", api);
        Main.execute("topology", "--api", api);
        Main.execute("servers", "--api", api);
        Main.execute("show", "db1", "--api", api);
        Main.execute("problems", "--api", api);
        Main.execute("recoveries", "--api", api);
        Main.execute("clusters", "--api", "http://127.0.0.1:1");
        Main.execute("lab", "status", "--dir", "/nowhere");
        Main.execute("topology", "--help");
        Main.execute("--help");
        standIn.stop(0);
    }
}

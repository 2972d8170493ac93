package dev.tutti.traffic.testing;

import dev.tutti.core.traffic.Route;
import dev.tutti.lab.process.Ports;
import dev.tutti.traffic.dns.DnsServer;
import dev.tutti.traffic.dns.Evidence;
import dev.tutti.traffic.zone.DnsConfig;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;

/** A server under test, on free ports of loopback. */
public final class Running implements AutoCloseable {
    public static final String TOKEN = "a-token-for-tests";

    private final Path file;
    private final int port;
    private final int admin;
    private final Evidence evidence;
    private final Path folder;
    private DnsServer server;

    private Running(Path folder, String text, String more, Evidence evidence) throws Exception {
        this.folder = folder;
        this.port = Ports.take();
        this.admin = Ports.take();
        this.evidence = evidence;
        this.file = folder.resolve("dns.yaml");
        write(text, more);
        this.server = DnsServer.start(DnsConfig.read(file), file, evidence, InstantSource.system());
    }

    public static Running with(Path folder, String text) throws Exception {
        return new Running(folder, text, "", Evidence.NONE);
    }

    /** @param more lines of the section {@code dns} */
    public static Running with(Path folder, String text, String more, Evidence evidence) throws Exception {
        return new Running(folder, text, more, evidence);
    }

    /** Writes another configuration; the server finds it by itself. */
    public void write(String text, String more) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), TOKEN);
        Files.writeString(file, "dns:\n  listen: ['127.0.0.1:" + port + "']\n  admin: 127.0.0.1:" + admin + "\n  token_file: " + token
                + "\n  state_folder: " + folder.resolve("state") + "\n" + more + text);
    }

    /** Ends it and starts it anew from what is on disk. */
    public void restart() throws Exception {
        server.close();
        server = DnsServer.start(DnsConfig.read(file), file, evidence, InstantSource.system());
    }

    public DnsServer server() {
        return server;
    }

    /** Where clients of unknown sites are sent now. */
    public Route route(String name) {
        return Objects.requireNonNull(server.routes().get(name), name);
    }

    public int port() {
        return port;
    }

    public Path file() {
        return file;
    }

    public HttpResponse<String> http(String method, String path, String body, boolean withToken) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (withToken) {
            request.header("Authorization", "Bearer " + TOKEN);
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Sets targets up or down by hand. */
    public HttpResponse<String> force(String pattern, boolean up) throws Exception {
        return http("POST", "/v1/overrides", "{\"pattern\": \"" + pattern + "\", \"up\": " + up + "}", true);
    }

    @Override
    public void close() {
        server.close();
        Ports.release(port);
        Ports.release(admin);
    }
}

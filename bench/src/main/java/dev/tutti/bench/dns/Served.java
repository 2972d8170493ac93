package dev.tutti.bench.dns;

import dev.tutti.bench.ThisProgram;
import dev.tutti.control.record.Json;
import dev.tutti.lab.process.Ports;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A DNS server in a process of its own, that ends with {@link #close}. */
final class Served implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TOKEN = "bench";

    private final Process process;
    private final Path log;
    final int port;
    private final int admin;

    private Served(Process process, Path log, int port, int admin) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.admin = admin;
    }

    /**
     * Ours, with the flags that {@code ./tutti dns} gives it.
     *
     * @param heap such as {@code 96m}
     * @param zones all of the configuration but the section {@code dns}
     */
    static Served tutti(Path folder, int receivers, String heap, String zones) throws IOException, InterruptedException {
        int port = Ports.take();
        int admin = Ports.take();
        Files.writeString(folder.resolve("token"), TOKEN);
        Path config = Files.writeString(folder.resolve("dns.yaml"), "dns:\n  listen: ['127.0.0.1:" + port + "']\n  admin: 127.0.0.1:"
                + admin + "\n  receivers: " + receivers + "\n  token_file: " + folder.resolve("token") + "\n  state_folder: "
                + folder.resolve("state") + "\n  rate_limit: 10000000\n" + zones);
        List<String> command = new ArrayList<>(ThisProgram.command(heap, "dns", "--config=" + config));
        command.removeIf(flag -> flag.startsWith("-XX:TieredStopAtLevel"));
        Path log = folder.resolve("tutti.log");
        Served served = new Served(start(command, log), log, port, admin);
        served.await();
        return served;
    }

    static Served gdnsd(Path folder, int threads, String zone) throws IOException, InterruptedException {
        int port = Ports.take();
        Path config = Files.createDirectories(folder.resolve("gdnsd"));
        Files.createDirectories(config.resolve("run"));
        Files.createDirectories(config.resolve("state"));
        Files.writeString(Files.createDirectories(config.resolve("zones")).resolve("bench.example"), zone);
        Files.writeString(config.resolve("config"), "options => { listen => [127.0.0.1:" + port + "], run_dir => "
                + config.resolve("run") + ", state_dir => " + config.resolve("state") + ", udp_threads => " + threads
                + ", tcp_threads => 1 }\n");
        Path log = folder.resolve("gdnsd.log");
        Served served = new Served(start(List.of("gdnsd", "-c", config.toString(), "start"), log), log, port, 0);
        served.await();
        return served;
    }

    private static Process start(List<String> command, Path log) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private void await() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                throw new IOException("the server ended: " + Files.readString(log));
            }
            Process dig = new ProcessBuilder("dig", "@127.0.0.1", "-p", Integer.toString(port), "+tries=1", "+time=1", "bench.example", "SOA")
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(dig.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (dig.waitFor() == 0 && answer.contains("ANSWER: 1")) {
                return;
            }
        }
        close();
        throw new IOException("the server did not answer within " + PATIENCE.toSeconds() + " s: " + Files.readString(log));
    }

    JsonNode status() throws IOException {
        return read("/v1/status");
    }

    JsonNode counters() throws IOException {
        return read("/v1/counters");
    }

    private JsonNode read(String path) throws IOException {
        HttpURLConnection connection = connection("GET", path);
        try (var in = connection.getInputStream()) {
            return Json.mapper().readTree(in.readAllBytes());
        }
    }

    /** Reports what an observer sees of a check. */
    void observe(String check, boolean success) throws IOException {
        HttpURLConnection connection = connection("POST", "/v1/observations");
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
            out.write(Json.mapper().writeValueAsBytes(Map.of(
                    "observer", "bench", "results", List.of(Map.of("check", check, "success", success, "detail", "as told")))));
        }
        try (var in = connection.getInputStream()) {
            in.readAllBytes();
        }
    }

    private HttpURLConnection connection(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create("http://127.0.0.1:" + admin + path).toURL().openConnection();
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(10_000);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Authorization", "Bearer " + TOKEN);
        return connection;
    }

    /** Resident memory, as the kernel counts it. */
    long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, java.util.concurrent.TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Ports.release(port);
        if (admin != 0) {
            Ports.release(admin);
        }
    }
}

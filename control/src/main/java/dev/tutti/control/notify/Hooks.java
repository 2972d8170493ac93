package dev.tutti.control.notify;

import dev.tutti.control.record.Json;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.explain.Sentences;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs an executable per moment, with the facts in its environment, and posts to webhooks. Thread safe.
 *
 * <p>Only {@link Moment#BEFORE} can stop a recovery, and only through its executable; every other failure is logged and
 * changes nothing. Webhooks are posted from a thread of their own and tried {@value #WEBHOOK_ATTEMPTS} times.
 */
public final class Hooks {
    private static final Logger log = LoggerFactory.getLogger(Hooks.class);
    private static final int WEBHOOK_ATTEMPTS = 3;
    private static final int MESSAGE_LIMIT = 500;

    private final Map<Moment, Path> executables;
    private final List<URI> webhooks;
    private final Duration deadline;
    private final HttpClient client;

    public Hooks(Map<Moment, Path> executables, List<URI> webhooks, Duration deadline) {
        this.executables = Map.copyOf(executables);
        this.webhooks = List.copyOf(webhooks);
        this.deadline = deadline;
        this.client = HttpClient.newBuilder().connectTimeout(deadline).build();
    }

    public static Hooks none() {
        return new Hooks(Map.of(), List.of(), Duration.ofSeconds(10));
    }

    /**
     * Tells everybody who is configured for this moment and waits for the executable.
     *
     * @return what went wrong with the executable, in a sentence; empty when it succeeded or there is none
     */
    public Optional<String> tell(Moment moment, Recovery recovery) {
        if (!webhooks.isEmpty()) {
            byte[] body = body(moment, recovery);
            webhooks.forEach(uri -> Thread.ofVirtual().name("webhook").start(() -> post(uri, body)));
        }
        Path executable = executables.get(moment);
        if (executable == null) {
            return Optional.empty();
        }
        Optional<String> problem = run(executable, facts(moment, recovery));
        problem.ifPresent(text -> log.warn("hook for {}: {}", name(moment), text));
        return problem;
    }

    private static String name(Moment moment) {
        return moment.name().toLowerCase(Locale.ROOT);
    }

    /** What an executable finds in its environment. */
    static Map<String, String> facts(Moment moment, Recovery recovery) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("TUTTI_MOMENT", name(moment));
        facts.put("TUTTI_RECOVERY", Long.toString(recovery.id()));
        facts.put("TUTTI_KIND", recovery.kind().name().toLowerCase(Locale.ROOT));
        facts.put("TUTTI_CHAIN", recovery.chain());
        facts.put("TUTTI_SERVER", recovery.subject());
        facts.put("TUTTI_PROMOTED", recovery.promoted() == null ? "" : recovery.promoted());
        facts.put("TUTTI_REASON", recovery.reason());
        facts.put("TUTTI_OUTCOME", recovery.outcome() == null ? "" : recovery.outcome());
        facts.put("TUTTI_LOST", String.join(",", recovery.lost().stream().map(Recovery.Lost::server).toList()));
        return facts;
    }

    private Optional<String> run(Path executable, Map<String, String> facts) {
        ProcessBuilder builder = new ProcessBuilder(executable.toString()).redirectErrorStream(true);
        builder.environment().putAll(facts);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            StringBuilder said = new StringBuilder();
            Thread reader = Thread.ofVirtual().start(() -> read(process, said));
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return Optional.of(executable + " did not end within " + Sentences.of(deadline) + " and was killed");
            }
            reader.join(Duration.ofSeconds(1));
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of(executable + " exited with " + process.exitValue() + said(said));
        } catch (IOException e) {
            return Optional.of(executable + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(executable + ": interrupted");
        }
    }

    private static void read(Process process, StringBuilder into) {
        try (var output = process.getInputStream()) {
            byte[] chunk = new byte[4096];
            for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
                synchronized (into) {
                    if (into.length() < MESSAGE_LIMIT) {
                        into.append(new String(chunk, 0, read, StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (IOException e) {
            log.debug("output of a hook could not be read", e);
        }
    }

    private static String said(StringBuilder said) {
        synchronized (said) {
            String text = said.toString().strip();
            return text.isEmpty() ? "" : ": " + text.substring(0, Math.min(text.length(), MESSAGE_LIMIT));
        }
    }

    private static byte[] body(Moment moment, Recovery recovery) {
        ObjectNode told = Json.mapper().valueToTree(recovery);
        // What an interrupted recovery is finished by is nobody else's business; the rest is the API's shape.
        told.remove("plan");
        return Json.mapper().writeValueAsBytes(Map.of("moment", name(moment), "recovery", told));
    }

    private void post(URI uri, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(deadline)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        String problem = "";
        for (int attempt = 1; attempt <= WEBHOOK_ATTEMPTS; attempt++) {
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
                if (status / 100 == 2) {
                    return;
                }
                problem = "status " + status;
            } catch (IOException e) {
                problem = String.valueOf(e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        log.warn("webhook on {} failed {} times: {}", uri.getHost(), WEBHOOK_ATTEMPTS, problem);
    }
}

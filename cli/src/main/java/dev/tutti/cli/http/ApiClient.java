package dev.tutti.cli.http;

import dev.tutti.cli.http.ApiException.Kind;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.json.JsonReader;
import dev.tutti.cli.render.Text;
import dev.tutti.cli.render.Times;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Blocking requests to one control plane. The token goes only with requests that change something, and only to the URL
 * that was given: redirections are not followed. Used by one thread.
 *
 * <p>{@code HttpURLConnection} because it starts ten times faster than {@code java.net.http.HttpClient}.
 */
public final class ApiClient {
    private static final Duration SILENCE = Duration.ofSeconds(45); // three times the API's comment interval
    private static final int LARGEST_ANSWER = 512 << 20;

    static {
        // By default a POST whose answer was lost is sent a second time. A change must not happen twice.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final URI base;
    private final Supplier<Token> token;
    private final Duration timeout;
    private final LongSupplier nanoTime;

    /**
     * @param base the control plane, without a slash at the end
     * @param token asked for when first needed
     * @param timeout for one whole request
     */
    public ApiClient(URI base, Supplier<Token> token, Duration timeout, LongSupplier nanoTime) {
        this.base = base;
        this.token = token;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
    }

    /** For people. */
    public String url() {
        return base.toString();
    }

    /** Reads; {@code path} begins with {@code /api/v1}. */
    public Answer get(String path) {
        HttpURLConnection connection = open("GET", path, timeout);
        return answer(connection, "GET", Optional.empty());
    }

    /** Changes; with a body as JSON unless it is null. */
    public Answer change(String method, String path, @Nullable Json body) {
        Token found = token.get();
        if (found instanceof Token.Unusable unusable) {
            throw new ApiException(Kind.FAILED, unusable.sentence(), "");
        }
        HttpURLConnection connection = open(method, path, timeout);
        if (found instanceof Token.Present present) {
            connection.setRequestProperty("Authorization", present.authorization());
        }
        if (body != null) {
            byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            try (var content = connection.getOutputStream()) {
                content.write(bytes);
            } catch (IOException e) {
                throw unreachable(e, method);
            }
        }
        return answer(connection, method, Optional.of(found));
    }

    /** Begins to listen to events. */
    public Events events() {
        HttpURLConnection connection = open("GET", "/api/v1/events", SILENCE);
        connection.setRequestProperty("Accept", "text/event-stream");
        try {
            int status = connection.getResponseCode();
            String type = String.valueOf(connection.getContentType());
            if (status == 200 && type.startsWith("text/event-stream")) {
                return new Events(connection, connection.getInputStream());
            }
        } catch (IOException e) {
            throw unreachable(e, "GET");
        }
        answer(connection, "GET", Optional.empty()); // throws for everything but a success
        throw stranger("no events");
    }

    private HttpURLConnection open(String method, String path, Duration readTimeout) {
        try {
            var connection =
                    (HttpURLConnection) URI.create(base + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setConnectTimeout(millis(timeout));
            connection.setReadTimeout(millis(readTimeout));
            connection.setRequestProperty("Accept", "application/json");
            connection.setRequestProperty("User-Agent", "tutti");
            return connection;
        } catch (IOException e) {
            throw unreachable(e, method);
        }
    }

    private static int millis(Duration duration) {
        return Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE);
    }

    private Answer answer(HttpURLConnection connection, String method, Optional<Token> sent) {
        int status;
        String document;
        String type;
        try {
            status = connection.getResponseCode();
            type = String.valueOf(connection.getContentType());
            try (InputStream content = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
                document = content == null ? "" : new String(readAll(content), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw unreachable(e, method);
        }
        if (status < 0) {
            throw stranger("something that is not HTTP");
        }
        if (status >= 200 && status < 300 && document.isBlank()) {
            return new Answer("", Json.NULL);
        }
        Optional<Json> json = JsonReader.read(document);
        if (status >= 200 && status < 300 && json.isPresent()) {
            return new Answer(document, json.get());
        }
        Json error = json.orElse(Json.NULL).get("error");
        String message = error.text("message");
        if (status == 401 || status == 403) {
            throw new ApiException(Kind.FAILED, notAuthorised(status, sent, message), message.isEmpty() ? "" : document);
        }
        if (message.isEmpty()) {
            throw stranger("status " + status + beginning(type, document));
        }
        throw new ApiException(
                switch (status) {
                    case 404 -> Kind.UNKNOWN;
                    case 409 -> error.raw("kind").equals("needs_confirmation") ? Kind.NEEDS_CONFIRMATION : Kind.REFUSED;
                    default -> Kind.FAILED;
                },
                status == 503 ? "Not possible now: " + message : message,
                document);
    }

    /** Everything, within the timeout: each single read has it as its own, but there may be many. */
    private byte[] readAll(InputStream content) throws IOException {
        long deadline = nanoTime.getAsLong() + timeout.toNanos();
        var bytes = new ByteArrayOutputStream(1 << 14);
        byte[] chunk = new byte[1 << 14];
        for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
            bytes.write(chunk, 0, read);
            if (nanoTime.getAsLong() - deadline > 0) {
                throw new SocketTimeoutException();
            }
            if (bytes.size() > LARGEST_ANSWER) {
                throw new IOException("the answer does not end");
            }
        }
        return bytes.toByteArray();
    }

    private String notAuthorised(int status, Optional<Token> sent, String message) {
        String said = message.isEmpty() ? "" : " It says: " + message;
        if (sent.isPresent() && sent.get() instanceof Token.Present present) {
            return (status == 401
                            ? "The control plane at " + base + " does not know the token from " + present.origin() + "."
                            : "The token from " + present.origin() + " may not do this at " + base + ".")
                    + said;
        }
        return sent.map(none -> "The control plane at " + base + " wants a token for this and none was found in "
                                + none.origin() + ".")
                        .orElse("Something at " + base + " wants a login even for reading, which a control plane does not:"
                                + " is there a proxy in front of it?")
                + said;
    }

    private ApiException unreachable(IOException e, String method) {
        String what =
                switch (e) {
                    case SocketTimeoutException timedOut ->
                        "no whole answer within " + Times.words(timeout.toMillis());
                    case java.net.UnknownHostException unknown -> "there is no host of that name";
                    case java.net.ConnectException refused -> "connecting failed (" + reason(refused) + ")";
                    case javax.net.ssl.SSLException tls -> "no TLS connection (" + reason(tls) + ")";
                    default -> reason(e);
                };
        String doubt = method.equals("GET")
                ? ""
                : " If the request got there it may have been carried out: `tutti recoveries` and `tutti topology` show it.";
        return new ApiException(
                Kind.NO_CONTROL_PLANE,
                "No control plane reached at " + base + ": " + what + "." + doubt + whatToDo(),
                "");
    }

    private ApiException stranger(String sent) {
        return new ApiException(
                Kind.NO_CONTROL_PLANE,
                "What answers at " + base + " is not a working Tutti control plane: it sent " + sent + "." + whatToDo(),
                "");
    }

    private static String whatToDo() {
        return " Start one with `tutti server`, or say where it is with --api URL or TUTTI_API.";
    }

    private static String reason(IOException e) {
        String message = Text.printable(String.valueOf(e.getMessage()));
        return message.isEmpty() || message.equals("null") ? e.getClass().getSimpleName() : message;
    }

    private static String beginning(String type, String document) {
        String start = Text.printable(document.substring(0, Math.min(document.length(), 60)).strip());
        return start.isEmpty() ? " and nothing else" : " as " + Text.printable(type) + " beginning \"" + start + "\"";
    }
}

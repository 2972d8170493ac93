package dev.tutti.control.api;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.record.JournalException;
import dev.tutti.core.model.Address;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API, the page, the metrics, on one port. Each request runs on a virtual thread of its own. This is the one place where
 * failures of handlers become answers and log lines.
 */
public final class ApiServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
    private static final int LARGEST_BODY = 64 * 1024;
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final Pattern LITERAL_ADDRESS = Pattern.compile("\\[[0-9a-fA-F:]+]|\\d+\\.\\d+\\.\\d+\\.\\d+|localhost");

    private final ControlPlane plane;
    private final Tokens tokens;
    private final Routes routes;
    private final Metrics metrics;
    private final Page page = new Page();
    private final String openApi;
    private final WebServer server;

    private ApiServer(ControlPlane plane, Tokens tokens, String version) {
        this.plane = plane;
        this.tokens = tokens;
        this.routes = new Routes(plane, version);
        this.metrics = new Metrics(plane);
        this.openApi = OpenApi.document(routes.all(), version);
        Address listen = plane.config().listen();
        this.server = WebServer.builder()
                .address(resolve(listen))
                .port(listen.port())
                .shutdownHook(false)
                .routing(this::route)
                .build();
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if the address cannot be listened on, in a sentence
     */
    public static ApiServer start(ControlPlane plane, Tokens tokens, String version) throws IOException {
        Address listen = plane.config().listen();
        // The web server only logs that it cannot listen, and gives no reason: whether it could is tried first.
        try (ServerSocket trial = new ServerSocket()) {
            trial.setReuseAddress(true);
            trial.bind(new InetSocketAddress(resolve(listen), listen.port()));
        } catch (IOException | UncheckedIOException e) {
            throw cannotListen(listen, rootMessage(e), e);
        }
        ApiServer api = new ApiServer(plane, tokens, version);
        try {
            api.server.start();
        } catch (RuntimeException e) {
            throw cannotListen(listen, rootMessage(e), e);
        }
        if (!api.server.isRunning()) {
            throw cannotListen(listen, "it was taken in this moment", null);
        }
        return api;
    }

    private static IOException cannotListen(Address listen, String why, @Nullable Exception cause) {
        return new IOException(
                "The API cannot listen on " + listen + " (" + why + "): end what uses it, or set another server.listen",
                cause);
    }

    private static InetAddress resolve(Address listen) {
        try {
            return InetAddress.getByName(listen.host());
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("the host " + listen.host() + " is not known", e));
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return String.valueOf(root.getMessage());
    }

    /** Where it listens; the port is the real one also when any was asked for. */
    public String url() {
        String host = plane.config().listen().host();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + server.port();
    }

    private void route(HttpRouting.Builder routing) {
        routing.addFilter((chain, request, response) -> {
            Optional<String> foreign = foreignHost(request.headers().first(HeaderNames.HOST).orElse("localhost"));
            if (foreign.isPresent()) {
                send(response, Answer.error(403, "foreign_host", foreign.get()));
            } else {
                chain.proceed();
            }
        });
        for (Route route : routes.all()) {
            routing.route(Method.create(route.method()), route.path(), (request, response) ->
                    answer(route, request, response));
        }
        routing.get("/api/v1/openapi.json", (request, response) ->
                send(response, new Answer(200, "application/json", openApi)));
        routing.get("/metrics", (request, response) ->
                send(response, new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape())));
        routing.get("/api/v1/events", this::events);
        routing.any("/api/*", (request, response) -> send(response, unknownPath(request)));
        routing.get("/*", this::file);
    }

    private static Answer unknownPath(ServerRequest request) {
        return Answer.error(404, "unknown_path", "There is no " + request.prologue().method() + " "
                + request.path().path() + "; /api/v1/openapi.json lists all requests");
    }

    private void answer(Route route, ServerRequest request, ServerResponse response) {
        send(response, answered(route, request));
    }

    private Answer answered(Route route, ServerRequest request) {
        try {
            Optional<Answer> barred = barred(route, request);
            return barred.isPresent() ? barred.get() : route.handler().handle(read(route, request));
        } catch (Request.BadRequest e) {
            return Answer.error(400, "bad_request", String.valueOf(e.getMessage()));
        } catch (JournalException e) {
            log.error("{}", e.getMessage());
            return Answer.error(503, "journal", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("{} {} failed", route.method(), route.path(), e);
            return Answer.error(500, "internal", "An internal error; the log of the control plane has it");
        }
    }

    private Optional<Answer> barred(Route route, ServerRequest request) {
        if (route.changes() && who(request).isEmpty()) {
            return Optional.of(Answer.error(
                    401, "unauthorised", "Changing needs a token: send it as \"Authorization: Bearer TOKEN\""));
        }
        return Optional.empty();
    }

    private Optional<String> who(ServerRequest request) {
        return request.headers().first(HeaderNames.AUTHORIZATION).flatMap(tokens::holderOf);
    }

    /**
     * On loopback, a web site could make a visitor's browser ask us under the site's own name (DNS rebinding): only names
     * that mean this machine are answered there.
     */
    private Optional<String> foreignHost(String host) {
        String listen = plane.config().listen().host();
        String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        boolean loopback = listen.equals("localhost") || listen.startsWith("127.") || listen.equals("::1");
        return !loopback || LITERAL_ADDRESS.matcher(name).matches() || name.equals(listen)
                ? Optional.empty()
                : Optional.of("This control plane listens on loopback and is not called \"" + name + "\"");
    }

    private Request read(Route route, ServerRequest request) throws Request.BadRequest {
        Map<String, String> path = new HashMap<>();
        Matcher variables = VARIABLE.matcher(route.path());
        while (variables.find()) {
            path.put(variables.group(1), request.path().pathParameters().get(variables.group(1)));
        }
        Map<String, String> query = new HashMap<>();
        for (String name : request.query().names()) {
            if (!route.parameters().contains(name)) {
                throw new Request.BadRequest("there is no parameter \"" + name + "\" here"
                        + (route.parameters().isEmpty() ? "" : "; there are " + String.join(", ", route.parameters())));
            }
            query.put(name, request.query().first(name).orElse(""));
        }
        return new Request(path, query, body(request), who(request).orElse(""));
    }

    private static String body(ServerRequest request) throws Request.BadRequest {
        if (!request.content().hasEntity()) {
            return "";
        }
        if (request.headers().contentLength().orElse(0) > LARGEST_BODY) {
            throw new Request.BadRequest("the body is larger than " + LARGEST_BODY + " bytes");
        }
        try {
            byte[] bytes = request.content().inputStream().readNBytes(LARGEST_BODY + 1);
            if (bytes.length > LARGEST_BODY) {
                throw new Request.BadRequest("the body is larger than " + LARGEST_BODY + " bytes");
            }
            return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Request.BadRequest("the body could not be read");
        }
    }

    private static void send(ServerResponse response, Answer answer) {
        response.status(Status.create(answer.status()));
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header("X-Content-Type-Options", "nosniff");
        response.send(answer.body());
    }

    private void events(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header("X-Accel-Buffering", "no");
        try (OutputStream out = response.outputStream()) {
            new EventStream(plane, routes::fleet, routes::cluster).writeTo(out);
        } catch (IOException | UncheckedIOException e) {
            log.debug("a listener left: {}", e.getMessage());
        }
    }

    private void file(ServerRequest request, ServerResponse response) {
        Optional<Page.Resource> found = page.find(request.path().path());
        if (found.isEmpty()) {
            send(response, unknownPath(request));
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, found.get().contentType());
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "no-referrer");
        response.header(
                "Content-Security-Policy",
                "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'");
        response.send(found.get().content());
    }

    /** The table of routes, for the test that holds the OpenAPI document against it. */
    List<Route> routes() {
        return routes.all();
    }

    @Override
    public void close() {
        server.stop();
    }
}

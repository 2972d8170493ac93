package dev.tutti.agent.http;

import dev.tutti.agent.act.Action;
import dev.tutti.agent.act.ActionRequest;
import dev.tutti.agent.act.Actions;
import dev.tutti.agent.act.Actions.Submission;
import dev.tutti.agent.address.Addresses;
import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.config.AgentConfig.Access;
import dev.tutti.agent.host.BinaryLogs;
import dev.tutti.agent.host.LogViews;
import dev.tutti.agent.host.ServerProcess;
import dev.tutti.agent.host.Tail;
import dev.tutti.agent.mesh.MeshLooks;
import dev.tutti.agent.observe.Observer;
import dev.tutti.core.model.Address;
import dev.tutti.settings.tls.Identity;
import dev.tutti.settings.tls.Names;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;

/**
 * Answers on one port. Each request runs on a virtual thread of its own; reading never waits for an action. This is the one place
 * where failures of requests become answers and log lines.
 */
public final class AgentServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AgentServer.class);
    private static final int LARGEST_BODY = 16 * 1024;
    private static final int CONCURRENT = 64;

    /** Of the error log: what a talkative server writes in days. */
    private static final int VIEWS = 8 * 1024 * 1024;

    private final AgentConfig config;
    private final Actions actions;
    private final Reporter reporter;
    private final BinaryLogs logs;
    private final @Nullable MeshLooks looks;
    private final AddressAnswers addresses;
    private final @Nullable Observations observations;
    private final @Nullable Identity identity;
    private final Noise noise = new Noise();
    private final WebServer server;

    private AgentServer(AgentConfig config, Actions actions, Reporter reporter, Parts parts, @Nullable Identity identity)
            throws IOException {
        this.config = config;
        this.actions = actions;
        this.reporter = reporter;
        this.logs = new BinaryLogs(config.server().binaryLogs());
        this.looks = parts.looks();
        this.observations = parts.observer() == null ? null : new Observations(parts.observer(), parts.clock());
        this.addresses = new AddressAnswers(new Addresses(config.addresses(), config.stateFolder()));
        this.identity = identity;
        WebServerConfig.Builder builder = WebServer.builder()
                .address(InetAddress.getByName(config.listen().host()))
                .port(config.listen().port())
                .shutdownHook(false)
                .maxPayloadSize(LARGEST_BODY)
                .maxConcurrentRequests(CONCURRENT)
                .routing(this::route);
        if (identity != null) {
            builder.tls(Tls.builder().sslContext(identity.context()).clientAuth(TlsClientAuth.REQUIRED).build());
        }
        this.server = builder.build();
    }

    /**
     * Starts to listen.
     *
     * @param identity null when a token on loopback is what callers show
     * @throws IOException if the address cannot be listened on, in a sentence
     */
    public static AgentServer start(
            AgentConfig config, Actions actions, Parts parts, @Nullable Identity identity)
            throws IOException, InterruptedException {
        Address listen = config.listen();
        // The web server only logs that it cannot listen, and gives no reason: whether it could is tried first.
        try (ServerSocket trial = new ServerSocket()) {
            trial.setReuseAddress(true);
            trial.bind(new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()));
        } catch (IOException e) {
            throw new IOException("The agent cannot listen on " + listen + " (" + e.getMessage()
                    + "): end what uses it, or set another agent.listen", e);
        }
        Reporter reporter = new Reporter(config, parts.version(), parts.process(), actions, parts.clock());
        AgentServer started = new AgentServer(config, actions, reporter, parts, identity);
        started.server.start();
        if (!started.server.isRunning()) {
            throw new IOException("The agent cannot listen on " + listen + ": it was taken in this moment");
        }
        return started;
    }

    /**
     * What it answers from.
     *
     * @param version of this agent
     * @param looks at the tunnels; null where there are none to look at
     * @param observer makes checks; null where there are none to make
     */
    public record Parts(
            String version,
            ServerProcess process,
            InstantSource clock,
            @Nullable MeshLooks looks,
            @Nullable Observer observer) {}

    /** The real port, also when any was asked for. */
    public int port() {
        return server.port();
    }

    private interface Handler {
        Answer handle(ServerRequest request, Caller caller) throws IOException;
    }

    /** @param control whether it may order, or only measure links */
    private record Caller(String name, boolean control) {}

    private static final class Barred extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Barred(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private void route(HttpRouting.Builder routing) {
        routing.get("/v1/report", (request, response) -> answer(request, response, true, (asked, caller) ->
                Answer.json(200, reporter.look(number(asked, "donor_bytes", -1, Long.MAX_VALUE)))));
        routing.post("/v1/actions", (request, response) -> answer(request, response, true, this::submit));
        routing.get("/v1/actions/{id}", (request, response) -> answer(request, response, true, (asked, caller) ->
                actions.find(asked.path().pathParameters().get("id"))
                        .map(view -> Answer.json(200, view))
                        .orElseGet(() -> Answer.error(404, "unknown_action", "No action with this id was asked for"))));
        routing.get("/v1/logs", (request, response) -> answer(request, response, true, (asked, caller) -> logs.configured()
                ? Answer.json(200, Map.of("files", logs.list()))
                : Answer.error(404, "no_logs", "This agent is not told where binary logs are (server.binary_logs)")));
        routing.get("/v1/logs/{name}", (request, response) -> answer(request, response, true, this::piece));
        routing.get("/v1/views", (request, response) -> answer(request, response, true, (asked, caller) -> Answer.json(
                200, Map.of("views", LogViews.in(Tail.lines(config.server().errorLog(), VIEWS), ZoneId.systemDefault())))));
        routing.get("/v1/mesh", (request, response) -> answer(request, response, true, (asked, caller) -> looks == null
                ? Answer.error(404, "no_mesh", "This agent is not told of any tunnels (mesh.description)")
                : Answer.json(200, looks.answer())));
        routing.get("/v1/addresses", (request, response) ->
                answer(request, response, true, (asked, caller) -> addresses.look()));
        routing.post("/v1/addresses/take", (request, response) ->
                answer(request, response, true, (asked, caller) -> addresses.take(asked, caller.name())));
        routing.post("/v1/addresses/release", (request, response) ->
                answer(request, response, true, (asked, caller) -> addresses.release(asked, caller.name())));
        routing.get("/v1/observations", (request, response) -> answer(request, response, true, (asked, caller) ->
                observations == null
                        ? Answer.error(404, "no_checks", "This agent is not told to check anything (observe.checks)")
                        : Answer.json(200, observations.now())));
        routing.get("/v1/noise", (request, response) -> answer(request, response, false, (asked, caller) ->
                noise.of((int) number(asked, "bytes", 0, Probing.BYTES))));
        routing.any("/*", (request, response) -> answer(request, response, true, (asked, caller) -> Answer.error(
                404, "unknown_path", "There is no " + asked.prologue().method() + " " + asked.path().path())));
    }

    private Answer submit(ServerRequest request, Caller caller) throws IOException {
        ActionRequest parsed;
        try {
            byte[] body = request.content().hasEntity()
                    ? request.content().inputStream().readNBytes(LARGEST_BODY + 1)
                    : new byte[0];
            if (body.length > LARGEST_BODY) {
                return Answer.error(413, "too_large", "The body is larger than " + LARGEST_BODY + " bytes");
            }
            parsed = ActionRequest.parse(new String(body, StandardCharsets.UTF_8));
        } catch (ActionRequest.Malformed e) {
            return Answer.error(400, "bad_request", String.valueOf(e.getMessage()));
        }
        if (!config.server().there() && !(parsed.action() instanceof Action.Probe)) {
            return Answer.error(404, "no_server", "There is no database server beside this agent (server.kind is none)");
        }
        try {
            return switch (actions.submit(parsed, caller.name())) {
                case Submission.Begun(var view) -> Answer.json(202, view);
                case Submission.Known(var view) -> Answer.json(200, view);
                case Submission.Busy(var view) -> Answer.error(409, "busy", "Another action is under way: " + view.kind() + " ("
                        + view.id() + "), asked for by " + view.by() + ": " + view.message(), view);
                case Submission.Reused(var view) -> Answer.error(409, "id_reused", "The id " + view.id()
                        + " belongs to another request: " + view.request(), view);
            };
        } catch (IOException e) {
            log.error("{} ({}) could not be journalled: {}", parsed.kind(), parsed.id(), e.getMessage());
            return Answer.error(503, "journal", "Nothing was done, as it could not be journalled: " + e.getMessage());
        }
    }

    private Answer piece(ServerRequest request, Caller caller) throws IOException {
        String name = request.path().pathParameters().get("name");
        long from = number(request, "from", 0, Long.MAX_VALUE);
        int most = (int) number(request, "bytes", BinaryLogs.LARGEST_PIECE, BinaryLogs.LARGEST_PIECE);
        return logs.read(name, from, most)
                .map(piece -> new Answer(200, "application/octet-stream", piece.bytes(),
                        Map.of("X-Tutti-Size", Long.toString(piece.size()), "X-Tutti-Sha256", piece.sha256())))
                .orElseGet(() -> Answer.error(404, "unknown_log", "The server's index names no such file; /v1/logs lists all"));
    }

    /** A number in the query; anything else is the fallback's business, never the file system's. */
    private static long number(ServerRequest request, String name, long fallback, long most) {
        String text = request.query().first(name).orElse("");
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            return Math.clamp(Long.parseLong(text), 0, most);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + name + "\" is \"" + text + "\": write a whole number", e);
        }
    }

    private void answer(ServerRequest request, ServerResponse response, boolean controlOnly, Handler handler) {
        Answer answer;
        try {
            Caller caller = caller(request);
            answer = controlOnly && !caller.control()
                    ? Answer.error(403, "not_control", caller.name() + " is no control plane: its certificate is for measuring"
                            + " links only")
                    : handler.handle(request, caller);
        } catch (Barred e) {
            answer = Answer.error(e.status, "unauthorised", String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            answer = Answer.error(400, "bad_request", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            answer = Answer.error(500, "read", "It could not be read: " + e.getMessage());
        } catch (RuntimeException e) {
            log.error("{} {} failed", request.prologue().method(), request.path().path(), e);
            answer = Answer.error(500, "internal", "An internal error; the agent's log has it");
        }
        response.status(Status.create(answer.status()));
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        answer.headers().forEach((name, value) -> response.header(name, value));
        response.send(answer.body());
    }

    private Caller caller(ServerRequest request) throws Barred {
        return switch (config.access()) {
            case Access.LoopbackToken(var token) -> {
                String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
                byte[] given = header.getBytes(StandardCharsets.UTF_8);
                byte[] right = ("Bearer " + token.reveal()).getBytes(StandardCharsets.UTF_8);
                if (!MessageDigest.isEqual(right, given)) {
                    throw new Barred(401, "This agent wants its token: send it as \"Authorization: Bearer TOKEN\"");
                }
                yield new Caller("token", true);
            }
            case Access.MutualTls tls -> {
                Certificate[] chain = request.remotePeer().tlsCertificates().orElse(new Certificate[0]);
                if (chain.length == 0 || !(chain[0] instanceof X509Certificate certificate)) {
                    throw new Barred(401, "This agent wants a certificate (tutti pki create client)");
                }
                // A connection may be older than the revocation.
                String objection = Objects.requireNonNull(identity).revoked().objection(certificate);
                if (objection != null) {
                    throw new Barred(401, objection);
                }
                yield new Caller(Names.of(certificate), Names.isControl(certificate));
            }
        };
    }

    @Override
    public void close() {
        server.stop();
    }
}

package dev.tutti.control.api;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.act.Recoveries.Started;
import dev.tutti.control.api.Request.BadRequest;
import dev.tutti.control.api.Shapes.RecoveryView;
import dev.tutti.control.galera.Cluster;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.control.record.JournalException;
import dev.tutti.control.record.Recovery;
import dev.tutti.core.diagnosis.Diagnosis;
import dev.tutti.core.engine.Snapshot;
import dev.tutti.core.explain.Sentences;
import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.core.plan.Plan;
import dev.tutti.core.plan.Planned;
import dev.tutti.core.plan.Planners;
import dev.tutti.core.plan.Refusal;
import tools.jackson.core.type.TypeReference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The table of everything that the API can be asked, with what answers it. No logic of its own: it reads and asks for plans. */
final class Routes {
    private static final int DECISIONS = 100;
    private static final int EXPLAINED = 10;
    private static final double SWITCHOVER_DRAIN_SECONDS = 10;
    private static final int LONGEST_DRAIN_SECONDS = 3600;
    private static final int LONGEST_DOWNTIME_MINUTES = 60 * 24 * 365;

    private final ControlPlane plane;
    private final String version;
    private final GaleraRoutes clusters;
    private final TrafficRoutes names;
    private final MeshRoutes mesh;

    Routes(ControlPlane plane, String version) {
        this.plane = plane;
        this.clusters = new GaleraRoutes(plane);
        this.names = new TrafficRoutes(plane);
        this.mesh = new MeshRoutes(plane);
        this.version = version;
    }

    List<Route> all() {
        return Stream.of(chains(), clusters.all(), names.all(), mesh.all()).flatMap(List::stream).toList();
    }

    private List<Route> chains() {
        return List.of(
                Route.get("/api/v1/fleet", "Everything that is known", List.of(), Shapes.Fleet.class, this::fleet),
                Route.get("/api/v1/chains", "All chains", List.of(), listOf(new TypeReference<List<Shapes.Chain>>() {}),
                        request -> Answer.ok(views().chains(false))),
                Route.get("/api/v1/chains/{name}", "One chain with its members", List.of(), Shapes.Chain.class, this::chain),
                Route.get("/api/v1/servers", "All servers", List.of("chain"),
                        listOf(new TypeReference<List<Shapes.Server>>() {}), this::servers),
                Route.get("/api/v1/servers/{address}", "One server", List.of(), Shapes.Server.class, this::server),
                Route.get("/api/v1/problems", "What is wrong, the gravest first", List.of(),
                        listOf(new TypeReference<List<Shapes.ProblemOf>>() {}),
                        request -> Answer.ok(problems())),
                Route.get("/api/v1/decisions", "Decisions, newest first", List.of("chain", "server", "limit"),
                        listOf(new TypeReference<List<DecisionRecord>>() {}),
                        request -> Answer.ok(plane.journal().decisions(
                                request.parameter("chain").orElse(null),
                                request.parameter("server").orElse(null),
                                request.limit(DECISIONS)))),
                Route.get("/api/v1/explain", "Why the last decision, or why none", List.of("subject"),
                        Shapes.Explanation.class, this::explain),
                Route.get("/api/v1/recoveries", "Recoveries, newest first", List.of("chain", "limit"),
                        listOf(new TypeReference<List<RecoveryView>>() {}), this::recoveries),
                Route.get("/api/v1/recoveries/{id}", "One recovery with its steps", List.of(), RecoveryView.class, this::recovery),
                Route.get("/api/v1/snapshot", "All that decisions depend on, for tutti diagnose", List.of(), Snapshot.class,
                        request -> Answer.ok(Snapshot.of(
                                plane.state(), plane.policy(), plane.clock().instant()))),
                Route.get("/health", "Whether this control plane works", List.of(), Shapes.Health.class, request -> health()),
                Route.get("/health/{chain}/primary", "200 only if the server takes the chain's writes", List.of("server"),
                        Shapes.Health.class, this::healthPrimary),
                Route.get("/health/{chain}/replica", "200 only for a healthy replica within the lag",
                        List.of("server", "max_lag_seconds"), Shapes.Health.class, this::healthReplica),
                new Route("POST", "/api/v1/discover", "Watch a server and everything in its chain", List.of(),
                        Shapes.DiscoverRequest.class, null, this::discover),
                new Route("DELETE", "/api/v1/servers/{address}", "Forget a server", List.of(), null, null, this::forget),
                new Route("POST", "/api/v1/servers/{address}/relocate", "Put a replica below another server", List.of(),
                        Shapes.RelocateRequest.class, RecoveryView.class, this::relocate),
                new Route("POST", "/api/v1/chains/{name}/switchover", "Let another server take a living primary's writes", List.of(),
                        Shapes.SwitchoverRequest.class, RecoveryView.class, this::switchover),
                new Route("POST", "/api/v1/servers/{address}/recover", "Recover from this server's death", List.of(),
                        Shapes.RecoverRequest.class, RecoveryView.class, this::recover),
                new Route("PUT", "/api/v1/servers/{address}/downtime", "No recovery of this server meanwhile", List.of(),
                        Shapes.DowntimeRequest.class, null, this::downtime),
                new Route("DELETE", "/api/v1/servers/{address}/downtime", "End its downtime", List.of(), null, null,
                        this::endDowntime),
                new Route("POST", "/api/v1/recoveries/{id}/acknowledge", "Take note of a recovery", List.of(),
                        Shapes.AcknowledgeRequest.class, RecoveryView.class, this::acknowledge));
    }

    private static java.lang.reflect.Type listOf(TypeReference<?> type) {
        return type.getType();
    }

    private Views views() {
        return new Views(plane);
    }

    private List<Shapes.ProblemOf> problems() {
        List<Shapes.ProblemOf> all = new ArrayList<>(views().problems());
        plane.galera().clusters().forEach(cluster -> all.addAll(GaleraViews.problems(cluster.state())));
        all.addAll(MeshViews.problems(plane.mesh()));
        all.sort(Views.GRAVEST_FIRST);
        return all;
    }

    // ---- reading -------------------------------------------------------------------------------------------------

    private Answer fleet(Request request) {
        return Answer.ok(fleet());
    }

    GaleraShapes.GaleraCluster cluster(Cluster cluster) {
        return clusters.view(cluster);
    }

    Shapes.Fleet fleet() {
        Views views = views();
        return new Shapes.Fleet(views.now(), version, plane.started(), views.chains(false), views.servers());
    }

    private Answer chain(Request request) {
        String name = request.variable("name");
        return views().chains(true).stream()
                .filter(chain -> chain.name().equals(name))
                .findFirst()
                .map(Answer::ok)
                .orElseGet(() -> unknownChain(name));
    }

    private static Answer unknownChain(String name) {
        return Answer.error(404, "unknown_chain", "There is no chain \"" + name + "\"; GET /api/v1/chains lists all");
    }

    private Answer servers(Request request) {
        Optional<String> chain = request.parameter("chain");
        return Answer.ok(views().servers().stream()
                .filter(server -> chain.isEmpty() || chain.get().equals(server.chain()))
                .toList());
    }

    private Answer server(Request request) throws BadRequest {
        Address address = address(request.variable("address"));
        return views().server(address).map(Answer::ok).orElseGet(() -> unknownServer(address));
    }

    private static Answer unknownServer(Address address) {
        return Answer.error(404, "unknown_server", address + " is not known; discover it first");
    }

    private boolean unknown(Address address) {
        return plane.state().fleet().server(address).isEmpty()
                && plane.galera().clusters().stream()
                        .noneMatch(cluster -> cluster.state().layout().cluster().node(address).isPresent());
    }

    private static Address address(String text) throws BadRequest {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    private Answer explain(Request request) throws BadRequest {
        String subject = request.parameter("subject").orElseThrow(() ->
                new BadRequest("\"subject\" is missing: a chain's name or a server's address"));
        Optional<Cluster> cluster = plane.galera().cluster(subject);
        if (cluster.isPresent()) {
            return Answer.ok(new Shapes.Explanation(
                    subject,
                    GaleraViews.explained(cluster.get().state()) + ". " + Views.capital(cluster.get().care()),
                    plane.journal().decisions(subject, null, EXPLAINED)));
        }
        List<DecisionRecord> aboutServer = plane.journal().decisions(null, subject, EXPLAINED);
        List<DecisionRecord> decisions = views().chains(false).stream().anyMatch(chain -> chain.name().equals(subject))
                ? plane.journal().decisions(subject, null, EXPLAINED)
                : aboutServer;
        String sentence = decisions.isEmpty()
                ? "No decision about " + subject + " was ever needed: it has answered since it is watched"
                : decisions.getFirst().sentence();
        return Answer.ok(new Shapes.Explanation(subject, sentence, decisions));
    }

    private Answer recoveries(Request request) throws BadRequest {
        return Answer.ok(plane.journal()
                .recoveries(request.parameter("chain").orElse(null), request.limit(DECISIONS))
                .stream()
                .map(this::newest)
                .map(RecoveryView::of)
                .toList());
    }

    /** A running recovery is ahead of its journal by a step's record at most. */
    private Recovery newest(Recovery journalled) {
        return plane.live().running().getOrDefault(journalled.id(), journalled);
    }

    private Answer recovery(Request request) throws BadRequest {
        return find(request)
                .map(found -> Answer.ok(RecoveryView.whole(newest(found))))
                .orElseGet(() -> unknownRecovery(request));
    }

    private Optional<Recovery> find(Request request) throws BadRequest {
        try {
            return plane.journal().recovery(Long.parseLong(request.variable("id")));
        } catch (NumberFormatException e) {
            throw new BadRequest("\"" + request.variable("id") + "\" is not the number of a recovery");
        }
    }

    private static Answer unknownRecovery(Request request) {
        return Answer.error(
                404, "unknown_recovery", "There is no recovery " + request.variable("id") + "; GET /api/v1/recoveries lists all");
    }

    // ---- health --------------------------------------------------------------------------------------------------

    private Answer health() {
        String problem = plane.journalProblem();
        return problem.isEmpty()
                ? Answer.ok(new Shapes.Health("ok", null))
                : Answer.json(503, new Shapes.Health("impaired", problem));
    }

    private Answer healthPrimary(Request request) throws BadRequest {
        Address server = serverParameter(request);
        Optional<Watched> primary = views().primaryOf(request.variable("chain"));
        return primary.filter(found -> found.address().equals(server)).isPresent()
                ? Answer.ok(new Shapes.Health("ok", null))
                : Answer.json(503, new Shapes.Health("no", primary.map(found -> found.address() + " takes the writes")
                        .orElse("it is not certain who takes the writes of this chain")));
    }

    private Answer healthReplica(Request request) throws BadRequest {
        Address address = serverParameter(request);
        double maxLag = maxLag(request);
        Optional<Shapes.Server> server = views().server(address);
        boolean healthy = server.filter(found -> found.chain().equals(request.variable("chain"))
                        && found.contact().equals("answering")
                        && "connected".equals(found.receiver())
                        && Boolean.TRUE.equals(found.applierRunning())
                        && found.lagSeconds() != null
                        && found.lagSeconds() <= maxLag)
                .isPresent();
        return healthy
                ? Answer.ok(new Shapes.Health("ok", null))
                : Answer.json(503, new Shapes.Health("no", address + " is no healthy replica of this chain within the lag"));
    }

    private static double maxLag(Request request) throws BadRequest {
        String text = request.parameter("max_lag_seconds").orElse("10");
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new BadRequest("\"max_lag_seconds\" is \"" + text + "\": write a number of seconds");
        }
    }

    private static Address serverParameter(Request request) throws BadRequest {
        return address(request.parameter("server").orElseThrow(() ->
                new BadRequest("\"server\" is missing: the host:port of the server that is asked about")));
    }

    // ---- changing ------------------------------------------------------------------------------------------------

    private Answer discover(Request request) throws BadRequest {
        String text = request.read(Shapes.DiscoverRequest.class).address();
        if (text == null) {
            throw new BadRequest("\"address\" is missing: the host:port of a server to watch");
        }
        Address address = address(text);
        plane.discover(address);
        return Answer.json(202, java.util.Map.of("address", address.toString()));
    }

    private Answer forget(Request request) throws BadRequest {
        Address address = address(request.variable("address"));
        if (unknown(address)) {
            return unknownServer(address);
        }
        plane.forget(address);
        return Answer.ok(java.util.Map.of("address", address.toString()));
    }

    private Answer relocate(Request request) throws BadRequest {
        Shapes.RelocateRequest body = request.read(Shapes.RelocateRequest.class);
        Address replica = address(request.variable("address"));
        if (body.below() == null) {
            throw new BadRequest("\"below\" is missing: the host:port of the new source");
        }
        Address below = address(body.below());
        if (unknown(replica)) {
            return unknownServer(replica);
        }
        if (Boolean.TRUE.equals(body.dryRun())) {
            return planned(Planners.relocate(plane.state().fleet(), replica, below));
        }
        return started(plane.recoveries().relocate(replica, below, request.who()));
    }

    private Answer switchover(Request request) throws BadRequest {
        Shapes.SwitchoverRequest body = request.read(Shapes.SwitchoverRequest.class);
        String chain = request.variable("name");
        double drain = body.drainSeconds() == null ? SWITCHOVER_DRAIN_SECONDS : body.drainSeconds();
        if (!(drain >= 0 && drain <= LONGEST_DRAIN_SECONDS)) {
            throw new BadRequest("\"drain_seconds\" is out of range: a number from 0 to " + LONGEST_DRAIN_SECONDS);
        }
        Views views = views();
        if (views.chains(false).stream().noneMatch(known -> known.name().equals(chain))) {
            return unknownChain(chain);
        }
        Optional<Watched> primary = views.primaryOf(chain);
        if (primary.isEmpty()) {
            return refused("it is not certain who takes the writes of " + chain);
        }
        Address wanted = body.to() == null ? null : address(body.to());
        Duration patience = Duration.ofMillis(Math.round(drain * 1000));
        return Boolean.TRUE.equals(body.dryRun())
                ? planned(plane.planSwitchover(primary.get().address(), wanted, patience))
                : started(plane.switchover(primary.get().address(), wanted, patience, request.who()));
    }

    private Answer recover(Request request) throws BadRequest {
        Shapes.RecoverRequest body = request.read(Shapes.RecoverRequest.class);
        Address subject = address(request.variable("address"));
        Optional<Watched> server = plane.state().fleet().server(subject);
        if (server.isEmpty()) {
            return unknownServer(subject);
        }
        Optional<Diagnosis.OfSource> death = plane.deathOf(subject);
        if (death.isEmpty()) {
            return refused(Sentences.of(new Refusal.NotDead(subject)));
        }
        boolean acceptLoss = Boolean.TRUE.equals(body.acceptLoss());
        if (Boolean.TRUE.equals(body.dryRun())) {
            return planned(plane.recoveries().planning()
                    .recovery(subject, death.get() instanceof Diagnosis.PrimaryDead, acceptLoss));
        }
        return started(plane.recoveries()
                .byHand(subject, death.get(), server.get().chain(), request.who(), acceptLoss));
    }

    private static Answer planned(Planned planned) {
        return switch (planned) {
            case Plan plan -> Answer.ok(PlanViews.of(plan));
            case Refusal refusal -> refused(Sentences.of(refusal));
        };
    }

    private static Answer started(Started started) {
        return switch (started) {
            case Started.Running running -> Answer.json(202, RecoveryView.of(running.recovery()));
            case Started.Refused refused -> refused(refused.reason());
        };
    }

    static Answer refused(String reason) {
        return Answer.error(409, "refused", reason);
    }

    private Answer downtime(Request request) throws BadRequest {
        Shapes.DowntimeRequest body = request.read(Shapes.DowntimeRequest.class);
        Address address = address(request.variable("address"));
        Integer minutes = body.minutes();
        if (minutes == null || minutes < 1 || minutes > LONGEST_DOWNTIME_MINUTES) {
            throw new BadRequest("\"minutes\" is missing or out of range: a whole number from 1 to "
                    + LONGEST_DOWNTIME_MINUTES);
        }
        if (unknown(address)) {
            return unknownServer(address);
        }
        String reason = body.reason() == null || body.reason().isBlank() ? "no reason given" : body.reason();
        plane.setDowntime(address, Duration.ofMinutes(minutes), request.who() + ": " + reason);
        return Answer.ok(java.util.Map.of("address", address.toString(), "minutes", minutes));
    }

    private Answer endDowntime(Request request) throws BadRequest {
        Address address = address(request.variable("address"));
        if (unknown(address)) {
            return unknownServer(address);
        }
        plane.endDowntime(address);
        return Answer.ok(java.util.Map.of("address", address.toString()));
    }

    private Answer acknowledge(Request request) throws BadRequest {
        Shapes.AcknowledgeRequest body = request.read(Shapes.AcknowledgeRequest.class);
        Optional<Recovery> found = find(request);
        if (found.isEmpty()) {
            return unknownRecovery(request);
        }
        if (found.get().state() == Recovery.State.RUNNING) {
            return refused("recovery " + found.get().id() + " is still running");
        }
        String by = body.by() == null || body.by().isBlank() ? request.who() : body.by();
        String comment = body.comment() == null ? "" : body.comment();
        return Answer.ok(RecoveryView.of(plane.acknowledge(found.get(), by, comment)));
    }

    /** What a failure of the journal is answered with. */
    static Answer journalFailed(JournalException e) {
        return Answer.error(503, "journal", String.valueOf(e.getMessage()));
    }
}

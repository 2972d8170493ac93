package dev.tutti.control.api;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.api.GaleraShapes.GaleraDonors;
import dev.tutti.control.api.GaleraShapes.GaleraPlanView;
import dev.tutti.control.api.GaleraShapes.GaleraQuestion;
import dev.tutti.control.api.Request.BadRequest;
import dev.tutti.control.api.Shapes.RecoveryView;
import dev.tutti.control.galera.Cluster;
import dev.tutti.control.galera.ClusterWork.Started;
import dev.tutti.core.explain.GaleraPlanSentences;
import dev.tutti.core.explain.GaleraWhatIf;
import dev.tutti.core.explain.GaleraWriteAdvice;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.model.GaleraStatus;
import dev.tutti.core.galera.model.NodeSight;
import dev.tutti.core.galera.model.Uuids;
import dev.tutti.core.galera.plan.Concern;
import dev.tutti.core.galera.plan.GaleraPlan;
import dev.tutti.core.galera.plan.GaleraRefusal;
import dev.tutti.core.galera.plan.NeedsConfirmation;
import dev.tutti.core.galera.plan.Request.Desync;
import dev.tutti.core.galera.plan.Request.FenceOthers;
import dev.tutti.core.galera.plan.Request.Heal;
import dev.tutti.core.galera.plan.Request.NewCluster;
import dev.tutti.core.galera.plan.Request.Quarantine;
import dev.tutti.core.galera.plan.Request.Recover;
import dev.tutti.core.galera.plan.Request.Release;
import dev.tutti.core.galera.plan.Request.Resync;
import dev.tutti.core.galera.plan.Request.Rolling;
import dev.tutti.core.galera.plan.Request.Weights;
import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** What the API can be asked about write/write clusters. No logic of its own: it reads and asks for plans. */
final class GaleraRoutes {
    private static final String CLUSTER = "/api/v1/galera/{cluster}";
    private static final String NODE = CLUSTER + "/nodes/{node}";

    private final ControlPlane plane;

    GaleraRoutes(ControlPlane plane) {
        this.plane = plane;
    }

    List<Route> all() {
        return List.of(
                Route.get("/api/v1/galera", "All write/write clusters", List.of(),
                        new TypeReference<List<GaleraShapes.GaleraCluster>>() {}.getType(),
                        request -> Answer.ok(plane.galera().clusters().stream().map(this::view).toList())),
                Route.get(CLUSTER, "One write/write cluster with its nodes", List.of(), GaleraShapes.GaleraCluster.class,
                        request -> with(request, cluster -> Answer.ok(view(cluster)))),
                Route.get(CLUSTER + "/whatif", "Who keeps quorum if one or two elements fail, and advice", List.of(),
                        GaleraWhatIf.class,
                        request -> with(request, cluster -> Answer.ok(GaleraWhatIf.of(cluster.state().layout())))),
                Route.get(CLUSTER + "/advice", "Where clients should write, from what was measured", List.of(),
                        GaleraWriteAdvice.class, request -> with(request, GaleraRoutes::advice)),
                Route.get("/health/galera/{cluster}/node", "200 only for a node that clients are to be sent to",
                        List.of("node"), Shapes.Health.class, this::health),
                changing(CLUSTER + "/recover", "Begin again after an outage, and bring back who is missing",
                        GaleraShapes.RecoverCluster.class, this::recover),
                changing(CLUSTER + "/heal", "Let living nodes without quorum commit again", GaleraShapes.ConfirmRequest.class,
                        (request, cluster) -> {
                            var body = request.read(GaleraShapes.ConfirmRequest.class);
                            return ask(request, cluster, new Heal(), body.dryRun(), body.confirm());
                        }),
                changing(CLUSTER + "/fence", "Stop every side of a split brain but one", GaleraShapes.FenceRequest.class,
                        (request, cluster) -> {
                            var body = request.read(GaleraShapes.FenceRequest.class);
                            return ask(request, cluster, new FenceOthers(named(cluster, body.keep(), "keep")),
                                    body.dryRun(), body.confirm());
                        }),
                changing(CLUSTER + "/weights", "Change what nodes count in a vote", GaleraShapes.WeightsRequest.class,
                        this::weights),
                changing(CLUSTER + "/rolling", "Run a command on each node, one at a time", GaleraShapes.RollingRequest.class,
                        this::rolling),
                changing(CLUSTER + "/bootstrap", "Begin a new cluster of the described nodes",
                        GaleraShapes.NewClusterRequest.class,
                        (request, cluster) -> {
                            var body = request.read(GaleraShapes.NewClusterRequest.class);
                            Address first = body.first() == null ? null : named(cluster, body.first(), "first");
                            return ask(request, cluster, new NewCluster(first), body.dryRun(), body.confirm());
                        }),
                changing(NODE + "/resync", "Give a node the cluster's state", GaleraShapes.ResyncRequest.class, this::resync),
                changing(NODE + "/quarantine", "Take a node out of the cluster and keep it out",
                        GaleraShapes.ConfirmRequest.class,
                        (request, cluster) -> {
                            var body = request.read(GaleraShapes.ConfirmRequest.class);
                            return ask(request, cluster, new Quarantine(node(request, cluster)), body.dryRun(), body.confirm());
                        }),
                changing(NODE + "/release", "Take a node back that was set aside", GaleraShapes.ConfirmRequest.class,
                        (request, cluster) -> {
                            var body = request.read(GaleraShapes.ConfirmRequest.class);
                            return ask(request, cluster, new Release(node(request, cluster)), body.dryRun(), body.confirm());
                        }),
                changing(NODE + "/desync", "Let a node be behind without holding up the others, or end that",
                        GaleraShapes.DesyncRequest.class,
                        (request, cluster) -> {
                            var body = request.read(GaleraShapes.DesyncRequest.class);
                            if (body.on() == null) {
                                throw new BadRequest("\"on\" is missing: true or false");
                            }
                            return ask(request, cluster, new Desync(node(request, cluster), body.on()), body.dryRun(), null);
                        }),
                new Route("POST", NODE + "/donors", "Say from whom a node is to get its state", List.of(),
                        GaleraShapes.DonorsRequest.class, GaleraDonors.class, request -> with(request, cluster -> donors(request, cluster))));
    }

    private interface ClusterHandler {
        Answer handle(Request request, Cluster cluster) throws BadRequest, InterruptedException;
    }

    private interface Handler {
        Answer handle(Cluster cluster) throws BadRequest, InterruptedException;
    }

    private Route changing(String path, String summary, Class<?> takes, ClusterHandler handler) {
        return new Route("POST", path, summary, List.of(), takes, RecoveryView.class,
                request -> with(request, cluster -> handler.handle(request, cluster)));
    }

    private Answer with(Request request, Handler handler) throws BadRequest {
        String name = request.variable("cluster");
        Optional<Cluster> cluster = plane.galera().cluster(name);
        if (cluster.isEmpty()) {
            return Answer.error(404, "unknown_cluster", "There is no cluster \"" + name + "\"; GET /api/v1/galera lists all");
        }
        try {
            return handler.handle(cluster.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.error(503, "ending", "The control plane ends");
        }
    }

    GaleraShapes.GaleraCluster view(Cluster cluster) {
        return GaleraViews.of(
                cluster, plane.config().galera().care(), plane.mesh().between(MeshViews.sites(cluster.state().layout())));
    }

    private static Answer advice(Cluster cluster) {
        return cluster.advice()
                .map(GaleraWriteAdvice::of)
                .map(Answer::ok)
                .orElseGet(() -> Answer.error(503, "not_yet", "The cluster was not looked at yet"));
    }

    // ---- who is meant

    private static GaleraCluster described(Cluster cluster) {
        return cluster.state().layout().cluster();
    }

    private static Address node(Request request, Cluster cluster) throws BadRequest {
        return named(cluster, request.variable("node"), "node");
    }

    /** A node by its name or its address. */
    private static Address named(Cluster cluster, @Nullable String text, String field) throws BadRequest {
        if (text == null || text.isBlank()) {
            throw new BadRequest("\"" + field + "\" is missing: the name or address of a node");
        }
        Predicate<GaleraNode> meant = node -> node.name().equals(text) || node.address().toString().equals(text);
        return described(cluster).nodes().stream()
                .filter(meant)
                .findFirst()
                .map(GaleraNode::address)
                .orElseThrow(() -> new BadRequest("\"" + text + "\" is no node of " + described(cluster).name() + ", whose nodes are "
                        + String.join(", ", described(cluster).nodes().stream().map(GaleraNode::name).toList())));
    }

    // ---- requests

    private Answer recover(Request request, Cluster cluster) throws BadRequest, InterruptedException {
        var body = request.read(GaleraShapes.RecoverCluster.class);
        UUID history = null;
        if (body.history() != null) {
            history = Uuids.parse(body.history()).orElseThrow(() ->
                    new BadRequest("\"history\" is the UUID of a cluster's history, not \"" + body.history() + "\""));
        }
        Address base = body.base() == null ? null : named(cluster, body.base(), "base");
        return ask(request, cluster, new Recover(history, base), body.dryRun(), body.confirm());
    }

    private Answer weights(Request request, Cluster cluster) throws BadRequest, InterruptedException {
        var body = request.read(GaleraShapes.WeightsRequest.class);
        if (body.weights() == null || body.weights().isEmpty()) {
            throw new BadRequest("\"weights\" is missing: a number for each node to change, such as {\"n1\": 2}");
        }
        Map<Address, Integer> wanted = new HashMap<>();
        for (Map.Entry<String, Integer> entry : body.weights().entrySet()) {
            if (entry.getValue() == null) {
                throw new BadRequest("the weight of " + entry.getKey() + " is missing: a number from 0 to 255");
            }
            wanted.put(named(cluster, entry.getKey(), "weights"), entry.getValue());
        }
        return ask(request, cluster, new Weights(wanted), body.dryRun(), null);
    }

    private Answer rolling(Request request, Cluster cluster) throws BadRequest, InterruptedException {
        var body = request.read(GaleraShapes.RollingRequest.class);
        String command = body.command();
        if (command == null || command.isBlank()) {
            throw new BadRequest("\"command\" is missing: the name of a command of the agents' configurations, or restart");
        }
        return ask(request, cluster, new Rolling(command), body.dryRun(), body.confirm());
    }

    private Answer resync(Request request, Cluster cluster) throws BadRequest, InterruptedException {
        var body = request.read(GaleraShapes.ResyncRequest.class);
        List<String> donors = body.donors() == null ? List.of() : known(cluster, body.donors());
        return ask(request, cluster, new Resync(node(request, cluster), donors), body.dryRun(), body.confirm());
    }

    private static List<String> known(Cluster cluster, List<String> names) throws BadRequest {
        for (String name : names) {
            if (name == null || described(cluster).named(name).isEmpty()) {
                throw new BadRequest("\"" + name + "\" is no node of " + described(cluster).name() + ": donors are named by their names");
            }
        }
        return names;
    }

    private Answer donors(Request request, Cluster cluster) throws BadRequest {
        List<String> donors = request.read(GaleraShapes.DonorsRequest.class).donors();
        if (donors == null) {
            throw new BadRequest("\"donors\" is missing: names of nodes, best first; an empty list prefers nobody");
        }
        Address joiner = node(request, cluster);
        cluster.preferDonors(joiner, known(cluster, donors));
        return Answer.ok(new GaleraDonors(
                described(cluster).node(joiner).map(GaleraNode::name).orElse(joiner.toString()), donors));
    }

    private Answer ask(
            Request request,
            Cluster cluster,
            dev.tutti.core.galera.plan.Request wanted,
            @Nullable Boolean dryRun,
            @Nullable List<String> confirm)
            throws InterruptedException {
        if (Boolean.TRUE.equals(dryRun)) {
            return switch (cluster.work().dryRun(wanted)) {
                case GaleraPlan plan -> Answer.ok(plan(cluster, plan, List.of()));
                case NeedsConfirmation question -> Answer.ok(plan(cluster, question.plan(), question.concerns()));
                case GaleraRefusal refusal -> Routes.refused(GaleraPlanSentences.of(refusal));
            };
        }
        return switch (cluster.work().byHand(
                wanted, new HashSet<>(confirm == null ? List.of() : confirm), request.who())) {
            case Started.Running running -> Answer.json(202, RecoveryView.of(running.recovery()));
            case Started.Refused refused -> Routes.refused(refused.reason());
            case Started.Asks asks -> Answer.json(409, new GaleraQuestion(
                    new Shapes.ErrorDetail("needs_confirmation", "A person has to agree to what is lost or not known first"),
                    plan(cluster, asks.question().plan(), asks.question().concerns())));
        };
    }

    private static GaleraPlanView plan(Cluster cluster, GaleraPlan plan, List<Concern> concerns) {
        return GaleraPlanViews.of(described(cluster), plan, concerns);
    }

    // ---- health

    private Answer health(Request request) throws BadRequest {
        return with(request, cluster -> {
            Address node = named(cluster, request.parameter("node").orElse(null), "node");
            String objection = objection(cluster, node);
            return objection == null
                    ? Answer.ok(new Shapes.Health("ok", null))
                    : Answer.json(503, new Shapes.Health("no", objection));
        });
    }

    private static @Nullable String objection(Cluster cluster, Address node) {
        if (cluster.record().quarantined().contains(node)) {
            return node + " was set aside";
        }
        if (cluster.record().outOfRotation().contains(node)) {
            return node + " was taken out of rotation";
        }
        var sight = cluster.state().sight();
        boolean synced = sight != null
                && sight.primaries().size() == 1
                && sight.of(node).flatMap(NodeSight::answered).filter(GaleraStatus::synced).isPresent();
        return synced ? null : node + " is not Synced in the one primary component";
    }
}

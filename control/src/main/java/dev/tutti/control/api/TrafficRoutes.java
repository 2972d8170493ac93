package dev.tutti.control.api;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.api.Request.BadRequest;
import dev.tutti.control.traffic.AgentHosts;
import dev.tutti.control.traffic.Traffic;
import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.tell.Alike;
import dev.tutti.core.traffic.tell.Change;
import dev.tutti.core.traffic.tell.Clients;
import dev.tutti.core.traffic.tell.History;
import dev.tutti.traffic.dns.DnsServer;
import dev.tutti.traffic.dns.DnsServer.Asked;
import dev.tutti.traffic.feed.FeedReport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the API can be asked about names: what they answer now, why, and what people have said. */
final class TrafficRoutes {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern TARGETS = Pattern.compile("[A-Za-z0-9._:*?-]{1,100}");

    private static final int CHANGES = 100;

    private final ControlPlane plane;

    TrafficRoutes(ControlPlane plane) {
        this.plane = plane;
    }

    /** @param site where it stands; null when that is not configured */
    record Target(String target, String ip, int port, int weight, @Nullable String site) {}

    /**
     * What a name answers.
     *
     * @param clientSite for clients of which site; null for those of unknown ones
     * @param answers the best first; empty when nobody may serve
     * @param because one sentence
     */
    record NameView(String name, @Nullable String clientSite, long ttlSeconds, List<Target> answers, String because) {}

    /** Of whose clients it is said: of all, or of those of some sites and, where {@code unknown}, of no known one. */
    record ClientsView(boolean all, List<String> sites, boolean unknown) {}

    record ReasonView(ClientsView clients, String because) {}

    /**
     * Clients that are sent to the same places.
     *
     * @param reasons why, those with one reason together
     */
    record GroupView(ClientsView clients, long ttlSeconds, List<Target> answers, List<ReasonView> reasons) {}

    /**
     * A name with all its answers.
     *
     * @param clientSite null: the answer beside it is that for clients of unknown sites
     * @param groups one for each different answer; one alone is for everybody
     */
    record ServedName(
            String name,
            @Nullable String clientSite,
            long ttlSeconds,
            List<Target> answers,
            String because,
            List<GroupView> groups) {}

    /**
     * How another router stands.
     *
     * @param done whether what names answer now was read back there
     * @param says what was read back last, by the router's own names, for people
     */
    record RouterView(String provider, String title, boolean done, String sentence, Map<String, String> says, Instant next) {}

    /**
     * Something that happened to names.
     *
     * @param subject a name, a check, the pattern of targets, or the server
     * @param from what was before: targets with their addresses, or one word; empty is nobody or nothing
     */
    record ChangeView(
            Instant at,
            Change.Kind kind,
            String subject,
            ClientsView clients,
            List<String> from,
            List<String> to,
            String because) {}

    record OverrideView(String pattern, boolean up) {}

    /** @param up null to leave the targets to what is known of them */
    record OverrideRequest(@Nullable String pattern, @Nullable Boolean up) {}

    /** @param since when a person said so */
    record FencedView(String agent, Instant since) {}

    record FencedRequest(@Nullable String agent, @Nullable Boolean fenced) {}

    List<Route> all() {
        return List.of(
                Route.get("/api/v1/dns/fenced", "Hosts of virtual addresses that serve nobody, as a person said", List.of(),
                        new TypeReference<List<FencedView>>() {}.getType(),
                        request -> Answer.ok(plane.traffic().map(Traffic::hosts).map(TrafficRoutes::fenced).orElse(List.of()))),
                new Route("POST", "/api/v1/dns/fence", "Say that a host of virtual addresses serves nobody, or take it back",
                        List.of(), FencedRequest.class, new TypeReference<List<FencedView>>() {}.getType(), this::fence),
                Route.get("/api/v1/dns/names", "What each name answers clients of each site now, and why", List.of(),
                        new TypeReference<List<ServedName>>() {}.getType(),
                        request -> Answer.ok(plane.traffic().map(Traffic::dns).map(TrafficRoutes::names).orElse(List.of()))),
                Route.get("/api/v1/dns/names/{name}", "What a name would answer a client now, and why", List.of("from"),
                        NameView.class, this::ask),
                Route.get("/api/v1/dns/history", "What happened to names, newest first", List.of("name", "limit"),
                        new TypeReference<List<ChangeView>>() {}.getType(), this::history),
                Route.get("/api/v1/dns/overrides", "What people have said of targets", List.of(),
                        new TypeReference<List<OverrideView>>() {}.getType(),
                        request -> Answer.ok(plane.traffic().map(Traffic::dns).map(TrafficRoutes::overrides).orElse(List.of()))),
                Route.get("/api/v1/dns/routers", "How the other routers stand that are told what names answer", List.of(),
                        new TypeReference<List<RouterView>>() {}.getType(),
                        request -> Answer.ok(plane.traffic().map(Traffic::routers).orElse(List.of()).stream()
                                .map(TrafficRoutes::view)
                                .toList())),
                new Route("POST", "/api/v1/dns/override", "Set targets down or up by hand, or leave them to what is known",
                        List.of(), OverrideRequest.class, new TypeReference<List<OverrideView>>() {}.getType(), this::override));
    }

    private interface Handler {
        Answer handle(DnsServer dns) throws BadRequest;
    }

    private Answer with(Handler handler) throws BadRequest {
        Optional<Traffic> traffic = plane.traffic();
        return traffic.isPresent()
                ? handler.handle(traffic.get().dns())
                : Answer.error(404, "no_dns", "This control plane serves no names: set traffic.dns in its configuration");
    }

    private Answer ask(Request request) throws BadRequest {
        String name = request.variable("name");
        String from = request.parameter("from").orElse("127.0.0.1");
        if (!ADDRESS.matcher(from).matches()) {
            throw new BadRequest("\"from\" is \"" + from + "\": write the IP address of a client");
        }
        InetAddress client;
        try {
            client = InetAddress.ofLiteral(from);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("\"from\" is \"" + from + "\": write the IP address of a client");
        }
        return with(dns -> dns.ask(name, client)
                .map(asked -> Answer.ok(view(asked)))
                .orElseGet(() -> Answer.error(
                        404, "unknown_name", name + " is bound to nothing here: GET /api/v1/dns/names lists all")));
    }

    private static NameView view(Asked asked) {
        return new NameView(
                asked.route().name(),
                asked.site().orElse(null),
                asked.route().ttl().toSeconds(),
                targets(asked.route()),
                asked.route().because());
    }

    private static RouterView view(FeedReport report) {
        Map<String, String> says = new TreeMap<>();
        report.says().forEach((name, entry) -> says.put(name, entry.text()));
        return new RouterView(
                report.provider(), report.title(), report.isDone(), report.sentence(), says, report.next());
    }

    private static Target view(Endpoint one) {
        return new Target(one.target(), one.ip(), one.port(), one.weight(), one.site().orElse(null));
    }

    private static List<ServedName> names(DnsServer dns) {
        Map<String, List<Alike>> groups = dns.names();
        return dns.routes().values().stream()
                .map(route -> new ServedName(
                        route.name(), null, route.ttl().toSeconds(), targets(route), route.because(),
                        groups.getOrDefault(route.name(), List.of()).stream().map(TrafficRoutes::view).toList()))
                .toList();
    }

    private static GroupView view(Alike group) {
        return new GroupView(
                view(group.clients()),
                group.route().ttl().toSeconds(),
                targets(group.route()),
                group.reasons().stream().map(reason -> new ReasonView(view(reason.clients()), reason.because())).toList());
    }

    private Answer history(Request request) throws BadRequest {
        int limit = request.limit(CHANGES);
        return Answer.ok(plane.traffic().map(Traffic::dns).map(DnsServer::history).orElse(History.EMPTY)
                .about(request.parameter("name").orElse(""), limit).stream()
                .map(TrafficRoutes::view)
                .toList());
    }

    private static ChangeView view(Change change) {
        return new ChangeView(
                change.at(), change.kind(), change.subject(), view(change.clients()), change.from(), change.to(), change.because());
    }

    private static ClientsView view(Clients clients) {
        return new ClientsView(clients.all(), clients.sites(), clients.unknown());
    }

    private static List<Target> targets(dev.tutti.core.traffic.Route route) {
        return route.endpoints().stream().map(TrafficRoutes::view).toList();
    }

    private static List<OverrideView> overrides(DnsServer dns) {
        return dns.overrides().stream().map(one -> new OverrideView(one.pattern(), one.up())).toList();
    }

    private static List<FencedView> fenced(AgentHosts hosts) {
        return hosts.fenced().entrySet().stream().map(one -> new FencedView(one.getKey(), one.getValue())).toList();
    }

    private Answer fence(Request request) throws BadRequest {
        FencedRequest body = request.read(FencedRequest.class);
        String agent = body.agent();
        Boolean yes = body.fenced();
        if (agent == null || yes == null) {
            throw new BadRequest("write {\"agent\": \"db1\", \"fenced\": true}, when its host is off or cut off for good");
        }
        AgentHosts hosts = plane.traffic().map(Traffic::hosts).orElse(null);
        return hosts == null || !hosts.fence(agent, yes)
                ? Answer.error(404, "unknown_agent", "No agent is called \"" + agent + "\"; agents.hosts names "
                        + (hosts == null ? "those that routers may use, and none are told" : String.join(", ", hosts.names())))
                : Answer.ok(fenced(hosts));
    }

    private Answer override(Request request) throws BadRequest {
        OverrideRequest body = request.read(OverrideRequest.class);
        String pattern = body.pattern();
        if (pattern == null || !TARGETS.matcher(pattern).matches()) {
            throw new BadRequest("\"pattern\" is missing or no name of targets: write {\"pattern\": \"paris*\", \"up\": false}");
        }
        return with(dns -> {
            try {
                if (body.up() != null) {
                    dns.force(pattern, body.up());
                } else if (!dns.leave(pattern)) {
                    return Answer.error(404, "unknown_override",
                            "nothing was said of " + pattern + "; GET /api/v1/dns/overrides lists what was");
                }
                return Answer.ok(overrides(dns));
            } catch (IOException e) {
                return Answer.error(500, "not_kept", String.valueOf(e.getMessage()));
            }
        });
    }
}

package dev.tutti.control.traffic;

import dev.tutti.control.Live;
import dev.tutti.control.act.Clients;
import dev.tutti.control.agents.Agents;
import dev.tutti.control.galera.Cluster;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.mesh.check.MeshState;
import dev.tutti.core.traffic.feed.Drift;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.tell.Change;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.traffic.dns.Chronicle;
import dev.tutti.traffic.dns.DnsServer;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.Feed;
import dev.tutti.traffic.feed.FeedReport;
import dev.tutti.traffic.feed.config.FeedOptions;
import dev.tutti.traffic.feed.config.Feeds;
import dev.tutti.traffic.feed.config.ProviderConfig;
import dev.tutti.traffic.zone.DnsConfig;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The DNS server inside the control plane, which answers by what is known here, and the other routers, which are told the same.
 * Thread safe.
 */
public final class Traffic implements AutoCloseable {
    private final PlaneEvidence evidence;
    private final Live live;
    private final AgentHosts hosts;
    private final AgentObservers observers;
    private final DnsServer server;
    private final Feed feed;
    private final Clients clients;

    private Traffic(
            PlaneEvidence evidence,
            AgentHosts hosts,
            AgentObservers observers,
            Live live,
            DnsServer server,
            Feed feed,
            Clients clients) {
        this.evidence = evidence;
        this.hosts = hosts;
        this.observers = observers;
        this.live = live;
        this.server = server;
        this.feed = feed;
        this.clients = clients;
    }

    /**
     * What it works with.
     *
     * @param meshes what is known of the networks between sites, by name
     * @param tellDeadline how long a recovery waits for names and routers that follow a new primary
     * @param decided journals and tells what a router did, or failed to do, and what somebody else changed there
     * @param past what happened to names before, the oldest first
     * @param changed journals what happens to names; returns at once
     */
    public record Parts(
            Supplier<EngineState> state,
            List<Cluster> clusters,
            Supplier<Map<String, MeshState>> meshes,
            Agents agents,
            Live live,
            InstantSource clock,
            Duration tellDeadline,
            Consumer<DecisionRecord> decided,
            List<Change> past,
            Consumer<List<Change>> changed) {}

    /**
     * Starts it.
     *
     * @param zones the zones and checks, read again when the file changes
     * @param routers who else is told; null for nobody
     * @throws IOException in a sentence, if a file is wrong or an address is taken
     */
    public static Traffic start(Path zones, @Nullable Path routers, Parts parts) throws IOException {
        DnsConfig config;
        List<ProviderConfig> providers;
        try {
            config = DnsConfig.read(zones);
            providers = routers == null ? List.of() : ProviderConfig.list(ConfigReader.read(routers, FeedOptions.all(), "docs/routers.md"));
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
        }
        AgentObservers.refuseUnknown(config, parts.agents().names());
        AgentHosts hosts = new AgentHosts(parts.agents(), parts.clock());
        Feed feed = open(providers, hosts, parts);
        PlaneEvidence evidence = new PlaneEvidence(parts.state(), parts.clusters(), parts.meshes(), feed::lookNow);
        try {
            DnsServer server = DnsServer.start(config, zones, evidence, parts.clock(),
                    new Chronicle(parts.clock(), parts.past(), parts.changed()));
            server.onChange(changed -> tell(server, feed));
            tell(server, feed);
            parts.live().add(evidence);
            evidence.start();
            NamedClients clients = new NamedClients(
                    parts.state(), server, feed, () -> tell(server, feed), carried(providers), parts.tellDeadline());
            return new Traffic(
                    evidence, hosts, AgentObservers.start(parts.agents(), server), parts.live(), server, feed, clients);
        } catch (IOException | RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    /** Several threads tell; what is told last must be what names answer last. */
    private static long tell(DnsServer server, Feed feed) {
        synchronized (feed) {
            return feed.tell(List.copyOf(server.routes().values()));
        }
    }

    /** The names that each router carries which can be read back. */
    private static Map<String, Set<String>> carried(List<ProviderConfig> providers) {
        return providers.stream()
                .filter(provider -> !provider.bindings().isEmpty())
                .collect(Collectors.toMap(
                        ProviderConfig::name,
                        provider -> provider.bindings().stream().map(Binding::route).collect(Collectors.toSet())));
    }

    private static Feed open(List<ProviderConfig> providers, AgentHosts hosts, Parts parts) throws IOException {
        Map<String, String> told = new ConcurrentHashMap<>();
        try {
            return Feeds.open(
                    providers, hosts, parts.clock(), () -> ThreadLocalRandom.current().nextDouble(),
                    report -> note(report, told, parts));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Once for each change of how a router stands, and for each drift; not with every look. */
    private static void note(FeedReport report, Map<String, String> told, Parts parts) {
        report.drift().forEach(drift -> decide(report, "drift", drift.sentence(), parts));
        String verdict = switch (report.status()) {
            case FeedStatus.NotYet notYet -> "not_yet";
            case FeedStatus.Settled settled -> "settled " + report.confirmed();
            case FeedStatus.Drifted drifted -> "drifted " + drifted.drift().stream().map(Drift::name).toList();
            case FeedStatus.Failing failing -> "failing " + failing.failure().getClass().getSimpleName();
        };
        if (!verdict.equals(told.put(report.provider(), verdict)) && !(report.status() instanceof FeedStatus.Drifted)) {
            decide(report, verdict.substring(0, (verdict + " ").indexOf(' ')), report.sentence(), parts);
        }
    }

    private static void decide(FeedReport report, String verdict, String sentence, Parts parts) {
        parts.decided().accept(new DecisionRecord(
                parts.clock().instant(), report.provider(), report.provider(), "router", verdict, sentence, List.of()));
    }

    /** The round trips between sites were measured again. */
    public void measured() {
        evidence.measured();
    }

    public DnsServer dns() {
        return server;
    }

    /** Whom names and routers lead to the chains' primaries. */
    public Clients clients() {
        return clients;
    }

    /** The hosts of virtual addresses. */
    public AgentHosts hosts() {
        return hosts;
    }

    /** How each of the other routers stands. */
    public List<FeedReport> routers() {
        return feed.reports();
    }

    @Override
    public void close() {
        live.remove(evidence);
        evidence.close();
        observers.close();
        server.close();
        feed.close();
    }
}

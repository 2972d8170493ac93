package dev.tutti.control.traffic;

import dev.tutti.control.Live;
import dev.tutti.control.galera.Cluster;
import dev.tutti.control.record.DecisionRecord;
import dev.tutti.core.engine.EngineState;
import dev.tutti.core.traffic.feed.Drift;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.tell.Change;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.traffic.dns.Chronicle;
import dev.tutti.traffic.dns.DnsServer;
import dev.tutti.traffic.feed.Feed;
import dev.tutti.traffic.feed.FeedReport;
import dev.tutti.traffic.feed.config.AddressHosts;
import dev.tutti.traffic.feed.config.FeedOptions;
import dev.tutti.traffic.feed.config.Feeds;
import dev.tutti.traffic.feed.config.ProviderConfig;
import dev.tutti.traffic.zone.DnsConfig;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The DNS server inside the control plane, which answers by what is known here, and the other routers, which are told the same.
 * Thread safe.
 */
public final class Traffic implements AutoCloseable {
    private final PlaneEvidence evidence;
    private final Live live;
    private final DnsServer server;
    private final Feed feed;

    private Traffic(PlaneEvidence evidence, Live live, DnsServer server, Feed feed) {
        this.evidence = evidence;
        this.live = live;
        this.server = server;
        this.feed = feed;
    }

    /**
     * What it works with.
     *
     * @param decided journals and tells what a router did, or failed to do, and what somebody else changed there
     * @param past what happened to names before, the oldest first
     * @param changed journals what happens to names; returns at once
     */
    public record Parts(
            Supplier<EngineState> state,
            List<Cluster> clusters,
            Live live,
            InstantSource clock,
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
            providers = routers == null ? List.of() : ProviderConfig.list(ConfigReader.read(routers, FeedOptions.all()));
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
        }
        PlaneEvidence evidence = new PlaneEvidence(parts.state(), parts.clusters());
        Feed feed = open(providers, parts);
        try {
            DnsServer server = DnsServer.start(config, zones, evidence, parts.clock(),
                    new Chronicle(parts.clock(), parts.past(), parts.changed()));
            server.onChange(changed -> feed.tell(List.copyOf(server.routes().values())));
            feed.tell(List.copyOf(server.routes().values()));
            parts.live().add(evidence);
            evidence.start();
            return new Traffic(evidence, parts.live(), server, feed);
        } catch (IOException | RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    private static Feed open(List<ProviderConfig> providers, Parts parts) throws IOException {
        Map<String, String> told = new ConcurrentHashMap<>();
        try {
            return Feeds.open(
                    providers, AddressHosts.none(), parts.clock(), () -> ThreadLocalRandom.current().nextDouble(),
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

    public DnsServer dns() {
        return server;
    }

    /** How each of the other routers stands. */
    public List<FeedReport> routers() {
        return feed.reports();
    }

    @Override
    public void close() {
        live.remove(evidence);
        evidence.close();
        server.close();
        feed.close();
    }
}

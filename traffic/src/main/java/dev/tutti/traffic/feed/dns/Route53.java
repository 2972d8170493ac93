package dev.tutti.traffic.feed.dns;

import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Intent;
import dev.tutti.core.traffic.feed.Manner;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;
import dev.tutti.traffic.feed.Provider;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A hosted zone of Route 53. All names that change together travel in one change batch, which is carried out whole or not at all.
 * What is replaced is deleted exactly as it was seen, never overwritten (UPSERT): when somebody else has changed it since, Route 53
 * refuses the batch. Done is what all its servers answer (INSYNC) and what the zone then lists.
 */
public final class Route53 implements Provider {
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    /** Requests of the one place that all hosted zones have are signed for us-east-1. */
    private static final Region SIGNED_FOR = Region.US_EAST_1;
    /** Route 53 takes five requests a second from a whole account. */
    private static final int ATTEMPTS = 2;

    /**
     * Where and as whom.
     *
     * @param zone the hosted zone's id
     * @param endpoint another place than Amazon's own
     * @param accessKey with {@code secretKey}; without them the machine's own role or environment
     * @param weighted whether weights are written, as one set of records for each endpoint, or all addresses as one set
     * @param request how long one request may take
     * @param poll how often it is asked whether all servers answer the new records
     */
    public record Settings(
            String zone,
            Optional<URI> endpoint,
            Optional<String> accessKey,
            Optional<Secret> secretKey,
            boolean weighted,
            Duration request,
            Duration poll) {}

    private final Settings settings;
    private final String title;
    private final List<Binding> bindings;
    private final Duration limit;
    private final Route53Client client;
    private Map<String, List<ResourceRecordSet>> sets = Map.of();

    /** A zone. */
    public Route53(Settings settings, List<Binding> bindings) {
        this.settings = settings;
        this.title = "Route 53 zone " + settings.zone();
        this.bindings = List.copyOf(bindings);
        this.limit = settings.request().multipliedBy(ATTEMPTS);
        var builder = Route53Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder().connectionTimeout(CONNECTING).socketTimeout(settings.request()))
                .credentialsProvider(credentials(settings))
                .region(SIGNED_FOR)
                .overrideConfiguration(override -> override
                        .apiCallAttemptTimeout(settings.request())
                        .apiCallTimeout(limit)
                        .retryStrategy(StandardRetryStrategy.builder().maxAttempts(ATTEMPTS).build()));
        settings.endpoint().ifPresent(builder::endpointOverride);
        this.client = builder.build();
    }

    private static AwsCredentialsProvider credentials(Settings settings) {
        return settings.accessKey().isPresent() && settings.secretKey().isPresent()
                ? StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        settings.accessKey().get(), settings.secretKey().get().reveal()))
                : DefaultCredentialsProvider.builder().build();
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Manner manner() {
        return Manner.WHOLE;
    }

    @Override
    public Intent intent(List<Route> routes) throws FeedException {
        return Binding.intent(bindings, routes, settings.weighted() ? Route53::weighted : DnsNames::entry);
    }

    private static Entry weighted(String to, Route route) {
        Map<String, String> members = new TreeMap<>();
        for (Endpoint endpoint : route.endpoints()) {
            members.put(DnsNames.member(endpoint.ip()), RecordSets.weight(Binding.weight(route, endpoint)));
        }
        return Entry.of(to, members, DnsNames.ttl(route.ttl().toSeconds()));
    }

    @Override
    public Map<String, Entry> look(Set<String> names, Patience patience) throws FeedException {
        Map<String, List<ResourceRecordSet>> found = new HashMap<>();
        Map<String, Entry> seen = new TreeMap<>();
        for (String name : names) {
            List<ResourceRecordSet> all = list(name, patience);
            found.put(name, all);
            seen.put(name, RecordSets.entry(name, all, title));
        }
        sets = found;
        return seen;
    }

    private List<ResourceRecordSet> list(String name, Patience patience) throws FeedException {
        List<ResourceRecordSet> all = new ArrayList<>();
        String nextType = null;
        String nextSet = null;
        while (true) {
            ListResourceRecordSetsResponse page = page(name, nextType, nextSet, patience);
            page.resourceRecordSets().stream().filter(set -> RecordSets.isAt(name, set)).forEach(all::add);
            if (!Boolean.TRUE.equals(page.isTruncated()) || !name.equalsIgnoreCase(page.nextRecordName())) {
                return all;
            }
            nextType = page.nextRecordTypeAsString();
            nextSet = page.nextRecordIdentifier();
        }
    }

    private ListResourceRecordSetsResponse page(
            String name, @Nullable String nextType, @Nullable String nextSet, Patience patience) throws FeedException {
        return AwsCalls.call(title, "listing " + name, limit, patience, () -> client.listResourceRecordSets(request -> request
                .hostedZoneId(settings.zone())
                .startRecordName(name)
                .startRecordType(nextType)
                .startRecordIdentifier(nextSet)));
    }

    @Override
    public void perform(List<Change> changes, Patience patience) throws FeedException, InterruptedException {
        List<software.amazon.awssdk.services.route53.model.Change> batch = new ArrayList<>();
        for (Change change : changes) {
            if (!(change instanceof Change.Replace(Entry _, Entry to))) {
                throw new IllegalStateException("this takes whole entries, not " + change);
            }
            List<ResourceRecordSet> before = sets.getOrDefault(to.name(), List.of());
            List<ResourceRecordSet> after = RecordSets.of(to, settings.weighted());
            before.stream().filter(set -> !after.contains(set)).forEach(set -> batch.add(change(ChangeAction.DELETE, set)));
            after.stream().filter(set -> !before.contains(set)).forEach(set -> batch.add(change(ChangeAction.CREATE, set)));
        }
        String names = String.join(", ", changes.stream().map(Change::name).toList());
        ChangeInfo info = AwsCalls.call(title, "changing " + names, limit, patience,
                        () -> client.changeResourceRecordSets(request -> request
                                .hostedZoneId(settings.zone())
                                .changeBatch(all -> all.comment("Tutti").changes(batch))))
                .changeInfo();
        String id = info.id().substring(info.id().lastIndexOf('/') + 1);
        String waiting = "waiting until all its servers answer change " + id;
        while (info.status() != ChangeStatus.INSYNC) {
            patience.pause(settings.poll(), waiting);
            info = AwsCalls.call(title, waiting, limit, patience, () -> client.getChange(request -> request.id(id))).changeInfo();
        }
    }

    private static software.amazon.awssdk.services.route53.model.Change change(ChangeAction action, ResourceRecordSet set) {
        return software.amazon.awssdk.services.route53.model.Change.builder().action(action).resourceRecordSet(set).build();
    }

    @Override
    public void close() {
        client.close();
    }
}

package dev.tutti.traffic.feed.dns;

import static dev.tutti.traffic.feed.Feeding.READERS;
import static dev.tutti.traffic.feed.Feeding.WRITER;
import static dev.tutti.traffic.feed.Feeding.endpoint;
import static dev.tutti.traffic.feed.Feeding.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.FeedReport;
import dev.tutti.traffic.feed.Feeding;
import dev.tutti.traffic.feed.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class Route53Test {
    private Route53StandIn standIn;

    @BeforeEach
    void start() throws Exception {
        standIn = new Route53StandIn();
    }

    @AfterEach
    void stop() {
        standIn.close();
    }

    private Route53 provider(String zone, String secret, boolean weighted) {
        return provider(zone, secret, weighted, Duration.ofSeconds(3));
    }

    private Route53 provider(String zone, String secret, boolean weighted, Duration request) {
        return new Route53(
                new Route53.Settings(zone, Optional.of(standIn.uri()), Optional.of(Route53StandIn.ACCESS_KEY),
                        Optional.of(Secret.of(secret)), weighted, request, Duration.ofMillis(20)),
                List.of(new Binding(WRITER, WRITER, Purpose.WRITER), new Binding(READERS, READERS, Purpose.READERS)));
    }

    private Route53 provider() {
        return provider(Route53StandIn.ZONE, Route53StandIn.SECRET, false);
    }

    @Test
    void aRouteIsWrittenInOneBatchAwaitedUntilInSyncAndReadBack() throws Exception {
        standIn.pendingFor.set(4);
        try (Feeding feed = new Feeding(provider(), false)) {
            FeedReport first = feed.done(route(WRITER, "10.0.0.1"), route(READERS, "10.0.0.2", "fd00::3"));
            assertThat(standIn.batches).hasSize(1);
            assertThat(standIn.polls.get()).isEqualTo(4);
            assertThat(standIn.addresses(WRITER)).containsExactly("10.0.0.1");
            assertThat(standIn.addresses(READERS)).containsExactlyInAnyOrder("10.0.0.2", "fd00:0:0:0:0:0:0:3");
            assertThat(first.changes()).hasSize(2);

            feed.done(route(WRITER, "10.0.0.2"), route(READERS, new String[0]));
            assertThat(standIn.addresses(WRITER)).containsExactly("10.0.0.2");
            assertThat(standIn.addresses(READERS)).isEmpty();
            assertThat(standIn.batches.getLast()).contains("DELETE", "CREATE", "10.0.0.1").doesNotContain("UPSERT");
            assertThat(feed.done(route(WRITER, "10.0.0.2")).changes()).isEmpty();
            assertThat(standIn.badSignatures.get()).isZero();
        }
    }

    @Test
    void weightsAreWrittenAsOneSetForEachAddress() throws Exception {
        try (Feeding feed = new Feeding(provider(Route53StandIn.ZONE, Route53StandIn.SECRET, true), false)) {
            feed.done(route(READERS, endpoint("10.0.0.2", 3306, 200), endpoint("10.0.0.3", 3306, 0)));
            assertThat(standIn.addresses(READERS)).containsExactly("0 10.0.0.3", "200 10.0.0.2");
            feed.done(route(READERS, endpoint("10.0.0.2", 3306, 100), endpoint("10.0.0.3", 3306, 0)));
            assertThat(standIn.addresses(READERS)).containsExactly("0 10.0.0.3", "100 10.0.0.2");
            assertThat(standIn.batches.getLast()).doesNotContain("10.0.0.3");
        }
    }

    @Test
    void whatSomebodyElseHasChangedSinceIsNotOverwritten() throws Exception {
        try (Route53 provider = provider()) {
            var seen = provider.look(Set.of(WRITER), new Patient()).getOrDefault(WRITER, Entry.none(WRITER));
            standIn.put(WRITER, "A", "", "<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>10.0.0.66</Value>"
                    + "</ResourceRecord></ResourceRecords>");
            assertThatThrownBy(() -> provider.perform(
                    List.of(new Change.Replace(seen, DnsNames.entry(WRITER, route(WRITER, "10.0.0.1")))), new Patient()))
                    .isInstanceOfSatisfying(FeedException.class,
                            e -> assertThat(e.failure()).isInstanceOf(Failure.Conflict.class));
            assertThat(standIn.addresses(WRITER)).containsExactly("10.0.0.66");
        }
    }

    @Test
    void driftIsReported() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(WRITER, "10.0.0.1"));
            standIn.put(WRITER, "A", "", "<TTL>60</TTL><ResourceRecords><ResourceRecord><Value>10.0.0.66</Value>"
                    + "</ResourceRecord></ResourceRecords>");
            assertThat(feed.status(FeedStatus.Drifted.class).sentence()).contains("now it is A 10.0.0.66, ttl 60");
        }
    }

    @Test
    void throttlingAndErrorsOfItsOwnAreNamedAndGotOver() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            standIn.throttled.set(4);
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("Route 53 zone Z0PAYMENTS wants to be asked less often", "Rate exceeded");
            feed.done(route(WRITER, "10.0.0.2"));

            standIn.broken.set(4);
            feed.tell(route(WRITER, "10.0.0.3"));
            assertThat(feed.failure()).contains("Route 53 zone Z0PAYMENTS fails", "InternalError");
            assertThat(standIn.addresses(WRITER)).containsExactly("10.0.0.2");
            feed.done(route(WRITER, "10.0.0.4"));
            assertThat(standIn.addresses(WRITER)).containsExactly("10.0.0.4");
        }
    }

    @Test
    void aWrongKeyAMissingZoneAndAServiceThatHangsAreNamed() throws Exception {
        try (Feeding feed = new Feeding(provider(Route53StandIn.ZONE, "another secret", false), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("refuses", "SignatureDoesNotMatch", "see that the key is right")
                    .doesNotContain("another secret");
            assertThat(standIn.badSignatures.get()).isPositive();
        }
        try (Feeding feed = new Feeding(provider("Z0NOWHERE", Route53StandIn.SECRET, false), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("refuses", "NoSuchHostedZone", "write the id of the hosted zone");
        }
        standIn.hanging.set(100);
        try (Feeding feed = new Feeding(
                provider(Route53StandIn.ZONE, Route53StandIn.SECRET, false, Duration.ofMillis(500)), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            feed.failsWith("did not finish within 1000 ms", "listing write.payments.example.");
        }
    }

    @Test
    void newerRoutesDoNotWaitUntilOlderOnesAreInSync() throws Exception {
        standIn.pendingFor.set(1_000_000);
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            await().atMost(Feeding.LIMIT).until(() -> standIn.polls.get() > 2);
            feed.tell(route(WRITER, "10.0.0.2"));
            await().atMost(Duration.ofSeconds(3))
                    .until(() -> standIn.addresses(WRITER).equals(List.of("10.0.0.2")));
            assertThat(feed.reports).noneMatch(report -> report.status() instanceof FeedStatus.Failing);
        }
    }
}

package dev.tutti.traffic.feed;

import static dev.tutti.traffic.feed.Feeding.READERS;
import static dev.tutti.traffic.feed.Feeding.WRITER;
import static dev.tutti.traffic.feed.Feeding.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Intent;
import dev.tutti.core.traffic.feed.Manner;
import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.core.traffic.feed.Timing;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What a feeder does whatever the router, shown with one that lives in memory and does what the test says. */
class FeedTest {
    /** A router in memory. */
    private static final class MemoryRouter implements Provider {
        final Map<String, Entry> says = new ConcurrentHashMap<>();
        final List<String> order = new CopyOnWriteArrayList<>();
        final AtomicInteger failAfter = new AtomicInteger(Integer.MAX_VALUE);
        final CountDownLatch release = new CountDownLatch(1);
        volatile boolean hang;
        volatile boolean confused;

        @Override
        public String title() {
            return "a router in memory";
        }

        @Override
        public Manner manner() {
            return Manner.STEPWISE;
        }

        @Override
        public Intent intent(List<Route> routes) throws FeedException {
            return Binding.intent(
                    List.of(new Binding(WRITER, "writer", Purpose.WRITER), new Binding(READERS, "readers", Purpose.READERS)), routes,
                    (to, route) -> {
                        Map<String, String> members = new TreeMap<>();
                        for (Endpoint endpoint : route.endpoints()) {
                            members.put(endpoint.ip(), "");
                        }
                        return Entry.of(to, members, "");
                    });
        }

        @Override
        public Map<String, Entry> look(Set<String> names, Patience patience) {
            while (hang) {
                try {
                    release.await();
                    hang = false;
                } catch (InterruptedException e) {
                    // It hangs whatever anybody says.
                    Thread.currentThread();
                }
            }
            if (confused) {
                throw new IllegalStateException("a bug of the provider");
            }
            return new TreeMap<>(says);
        }

        @Override
        public void perform(List<Change> changes, Patience patience) throws FeedException {
            for (Change change : changes) {
                if (failAfter.getAndDecrement() <= 0) {
                    throw new FeedException(new Failure.Faulty(title(), "it broke in the middle"));
                }
                says.putAll(Change.apply(new TreeMap<>(says), List.of(change)));
                order.add(change.text());
            }
        }
    }

    private static Feeder feeder(String name, Provider provider) {
        return new Feeder(name, provider, false, Feeding.HASTY, InstantSource.system(), () -> 0.5, report -> {});
    }

    @Test
    void oneRouterThatHangsInSpiteOfEverythingHoldsUpNoOther() throws Exception {
        MemoryRouter hanging = new MemoryRouter();
        hanging.hang = true;
        List<MemoryRouter> others = new ArrayList<>();
        List<Feeder> feeders = new ArrayList<>(List.of(feeder("hanging", hanging)));
        for (int i = 0; i < 20; i++) {
            others.add(new MemoryRouter());
            feeders.add(feeder("other-" + i, others.get(i)));
        }
        try (Feed feed = new Feed(feeders)) {
            long told = feed.tell(List.of(route(WRITER, "10.0.0.1")));
            await().atMost(Feeding.LIMIT).until(() -> feed.reports().stream().filter(FeedReport::isDone).count() == 20);
            List<FeedReport> late = feed.await(told, Duration.ofMillis(50));
            assertThat(late).extracting(FeedReport::provider).containsExactly("hanging");
            await().atMost(Feeding.LIMIT).until(() -> feed.reports().getFirst().status().sentence().contains("it hangs"));

            hanging.release.countDown();
            assertThat(feed.await(told, Feeding.LIMIT)).isEmpty();
            assertThat(hanging.says).containsKey("writer");
        }
    }

    @Test
    void theOldWriterIsSeenToBeGoneBeforeTheNewOneComesAndReadersAreNeverWithout() throws Exception {
        MemoryRouter router = new MemoryRouter();
        try (Feeding feed = new Feeding(router, false)) {
            feed.done(route(WRITER, "10.0.0.1"), route(READERS, "10.0.0.1"));
            router.order.clear();
            feed.done(route(WRITER, "10.0.0.2"), route(READERS, "10.0.0.2"));
            assertThat(router.order).containsExactly(
                    "readers: 10.0.0.2 comes", "writer: 10.0.0.1 goes", "readers: 10.0.0.1 goes", "writer: 10.0.0.2 comes");
        }
    }

    @Test
    void whatIsHalfDoneIsSaidAndFinishedLater() throws Exception {
        MemoryRouter router = new MemoryRouter();
        try (Feeding feed = new Feeding(router, false)) {
            feed.done(route(WRITER, "10.0.0.1"));
            router.failAfter.set(1);
            feed.tell(route(WRITER, "10.0.0.2"));
            assertThat(feed.failure()).contains("it broke in the middle", "1 of 2 changes are made");
            assertThat(router.says).containsEntry("writer", Entry.none("writer"));

            router.failAfter.set(Integer.MAX_VALUE);
            FeedReport after = feed.done(route(WRITER, "10.0.0.2"));
            // Our own half is nobody else's drift.
            assertThat(after.drift()).isEmpty();
            assertThat(feed.reports).allMatch(report -> report.drift().isEmpty());
        }
    }

    @Test
    void aBugOfAProviderIsItsOwnFailure() throws Exception {
        MemoryRouter router = new MemoryRouter();
        router.confused = true;
        try (Feeding feed = new Feeding(router, false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("what it answers is not understood", "a bug of the provider");
            router.confused = false;
            feed.done(route(WRITER, "10.0.0.1"));
        }
    }

    @Test
    void whatWasTheLastWordWinsHoweverFastTheyCome() throws Exception {
        MemoryRouter router = new MemoryRouter();
        try (Feeding feed = new Feeding(router, false)) {
            for (int i = 1; i < 200; i++) {
                feed.tell(route(WRITER, "10.0.0." + i));
            }
            feed.done(route(WRITER, "10.0.0.250"));
            assertThat(router.says.getOrDefault("writer", Entry.none("writer")).members()).containsOnlyKeys("10.0.0.250");
            assertThat(feed.reports).noneMatch(report -> report.status() instanceof FeedStatus.Failing);
        }
    }

    @Test
    void theSameRoutesToldAgainDoNotMakeTheRouterBeAskedMoreOften() throws Exception {
        MemoryRouter router = new MemoryRouter();
        Timing slow = new Timing(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofHours(1));
        try (Feeding feed = new Feeding(router, false, slow)) {
            feed.done(route(WRITER, "10.0.0.1"));
            for (int i = 0; i < 100; i++) {
                feed.tell(route(WRITER, "10.0.0.1"));
            }
            assertThat(feed.report().isDone()).isTrue();
            router.failAfter.set(0);
            feed.tell(route(WRITER, "10.0.0.2"));
            assertThat(feed.failure()).contains("attempt 1");
            for (int i = 0; i < 100; i++) {
                feed.tell(route(WRITER, "10.0.0.2"));
            }
            assertThat(feed.report().isDone()).isFalse();
            assertThat(feed.reports).hasSize(2);

            router.failAfter.set(Integer.MAX_VALUE);
            feed.lookNow();
            feed.status(FeedStatus.Settled.class);
            assertThat(feed.report().isDone()).isTrue();
        }
    }

    @Test
    void nothingIsTouchedBeforeARouteIsGiven() throws Exception {
        MemoryRouter router = new MemoryRouter();
        router.says.put("writer", Entry.of("writer", Map.of("10.0.0.66", ""), ""));
        try (Feeding feed = new Feeding(router, true)) {
            feed.done(route("elsewhere.example.", "10.0.0.1"));
            assertThat(router.order).isEmpty();
            assertThat(feed.report().says()).isEmpty();
        }
    }
}

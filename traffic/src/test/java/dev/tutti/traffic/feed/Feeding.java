package dev.tutti.traffic.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Timing;
import org.awaitility.Awaitility;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A feed of one provider, with what tests ask of it. */
public final class Feeding implements AutoCloseable {
    public static final String WRITER = "write.payments.example.";
    public static final String READERS = "read.payments.example.";
    public static final Duration LIMIT = Duration.ofSeconds(20);

    public static final Timing FAST =
            new Timing(Duration.ofSeconds(4), Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(200));

    /** For routers that the test lets hang. */
    public static final Timing HASTY =
            new Timing(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofMillis(50), Duration.ofMillis(200));

    private final Feed feed;
    /** Every report, the oldest first. */
    public final List<FeedReport> reports = new CopyOnWriteArrayList<>();

    public Feeding(Provider provider, boolean mend) {
        this(provider, mend, FAST);
    }

    public Feeding(Provider provider, boolean mend, Timing timing) {
        feed = new Feed(List.of(
                new Feeder("under-test", provider, mend, timing, InstantSource.system(), () -> 0.5, reports::add)));
    }

    public static Endpoint endpoint(String ip, int port, int weight) {
        return new Endpoint("server " + ip, ip, port, weight, Optional.empty());
    }

    /** A route to these addresses on port 3306 with weight 100. */
    public static Route route(String name, String... ips) {
        return new Route(name, Duration.ofSeconds(5),
                Arrays.stream(ips).map(ip -> endpoint(ip, 3306, 100)).toList(), "the test says so");
    }

    public static Route route(String name, Endpoint... endpoints) {
        return new Route(name, Duration.ofSeconds(5), List.of(endpoints), "the test says so");
    }

    public long tell(Route... routes) {
        return feed.tell(List.of(routes));
    }

    /** Tells routes and waits until they are read back and a round has passed; the report has the changes of all rounds since. */
    public FeedReport done(Route... routes) throws InterruptedException {
        int before = reports.size();
        long number = tell(routes);
        assertThat(feed.await(number, LIMIT)).as(() -> report().sentence()).isEmpty();
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> reports.size() > before);
        FeedReport last = report();
        List<Change> changes = reports.subList(before, reports.size()).stream().flatMap(r -> r.changes().stream()).toList();
        return new FeedReport(last.provider(), last.title(), last.status(), last.told(), last.confirmed(), last.says(), changes,
                last.drift(), last.next());
    }

    public void lookNow() {
        feed.lookNow();
    }

    public FeedReport report() {
        return feed.reports().getFirst();
    }

    /** Waits until it fails, and gives the sentence. */
    public String failure() {
        return Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(
                () -> report().status() instanceof FeedStatus.Failing failing ? failing.sentence() : "",
                sentence -> !sentence.isEmpty());
    }

    /** Waits until it fails with a sentence that has all these parts: on a busy machine something else may come first. */
    public void failsWith(String... parts) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).untilAsserted(
                () -> assertThat(report().status().sentence()).contains(parts));
    }

    public <T extends FeedStatus> T status(Class<T> type) {
        return type.cast(Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).until(
                () -> report().status(), type::isInstance));
    }

    @Override
    public void close() {
        feed.close();
    }
}

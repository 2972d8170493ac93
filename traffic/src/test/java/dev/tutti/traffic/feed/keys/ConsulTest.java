package dev.tutti.traffic.feed.keys;

import static dev.tutti.traffic.feed.Feeding.READERS;
import static dev.tutti.traffic.feed.Feeding.WRITER;
import static dev.tutti.traffic.feed.Feeding.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Feeding;
import dev.tutti.traffic.feed.Patient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;

class ConsulTest {
    private static final String KEY = "payments/writer";
    private ConsulStandIn standIn;

    @BeforeEach
    void start() throws Exception {
        standIn = new ConsulStandIn();
    }

    @AfterEach
    void stop() {
        standIn.close();
    }

    private Consul provider(String token) {
        return new Consul(standIn.url(), Optional.of(Secret.of(token)), List.of(
                new Binding(WRITER, KEY, Purpose.WRITER), new Binding(READERS, "payments/readers", Purpose.READERS)));
    }

    @Test
    void routesAreWrittenInOneTransactionReadBackAndWatched() throws Exception {
        try (Feeding feed = new Feeding(provider(ConsulStandIn.TOKEN), false)) {
            feed.done(route(WRITER, "10.0.0.1"), route(READERS, "10.0.0.2"));
            assertThat(standIn.get(KEY)).contains("10.0.0.1");
            assertThat(standIn.get("payments/readers")).contains("10.0.0.2");
            assertThat(feed.done(route(WRITER, "10.0.0.1")).changes()).isEmpty();
            standIn.put(KEY, "theirs");
            assertThat(feed.status(FeedStatus.Drifted.class).sentence()).contains("now it is theirs");
        }
    }

    @Test
    void whatSomebodyElseHasWrittenSinceIsNotOverwritten() throws Exception {
        try (Consul provider = provider(ConsulStandIn.TOKEN)) {
            provider.look(Set.of(KEY), new Patient());
            standIn.put(KEY, "theirs");
            Entry ours = KeyEntries.wanted(KEY, route(WRITER, "10.0.0.1"));
            assertThatThrownBy(() -> provider.perform(List.of(new Change.Replace(Entry.none(KEY), ours)), new Patient()))
                    .isInstanceOfSatisfying(FeedException.class,
                            e -> assertThat(e.failure()).isInstanceOf(Failure.Conflict.class));
            assertThat(standIn.get(KEY)).isEqualTo("theirs");
        }
    }

    @Test
    void aWrongTokenAndAnErrorOfItsOwnAreNamedAndGotOver() throws Exception {
        try (Feeding feed = new Feeding(provider("a wrong token"), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("refuses", "Permission denied", "give the token a policy").doesNotContain("a wrong token");
        }
        try (Feeding feed = new Feeding(provider(ConsulStandIn.TOKEN), false)) {
            standIn.broken.set(2);
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("fails", "it answers 500", "No cluster leader");
            feed.done(route(WRITER, "10.0.0.2"));
            assertThat(standIn.get(KEY)).contains("10.0.0.2");
        }
    }
}

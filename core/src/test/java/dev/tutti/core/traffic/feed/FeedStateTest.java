package dev.tutti.core.traffic.feed;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

class FeedStateTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofSeconds(20));
    private static final Failure BROKEN = new Failure.Faulty("consul at 10.0.0.9:8500", "it answers 500");
    private static final Entry LEFT = Entry.of("writer", Map.of("10.0.0.1", ""), "ttl 5");
    private static final Entry OTHER = Entry.of("writer", Map.of("10.0.0.6", ""), "ttl 5");

    private static FeedState settled() {
        return FeedState.atFirst(NOW).after(new Round.ReadBack(List.of(), Map.of("writer", LEFT), List.of()), NOW, TIMING, 1);
    }

    private static Round.Failed failed(String... touched) {
        return new Round.Failed(BROKEN, Set.of(touched), 1, 2);
    }

    @Test
    void aRouterThatSaysWhatItShouldIsLookedAtNowAndThen() {
        FeedState again = settled().after(
                new Round.ReadBack(List.of(), Map.of("writer", LEFT), List.of()), NOW.plusSeconds(30), TIMING, 1);

        assertThat(again.status()).isEqualTo(new FeedStatus.Settled(NOW));
        assertThat(again.next()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void failuresAreCountedAndWaitedForLongerEachTimeUpToTheMost() {
        FeedState state = settled();
        for (long wait : List.of(500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000)) {
            state = state.after(failed(), NOW, TIMING, 1);
            assertThat(state.next()).isEqualTo(NOW.plusMillis(wait));
        }
        assertThat(state.status().sentence())
                .contains("consul at 10.0.0.9:8500 fails: it answers 500", "1 of 2 changes are made", "attempt 8");
    }

    @Test
    void aRefusalIsTriedAgainButNotSoon() {
        Failure refused = new Failure.Refused("bind", "the key is wrong", "mend key_file");
        FeedState state = settled().after(new Round.Failed(refused, Set.of(), 0, 1), NOW, TIMING, 1);

        assertThat(state.next()).isEqualTo(NOW.plus(TIMING.most()));
        assertThat(state.status().sentence()).startsWith("bind refuses: the key is wrong; mend key_file");
    }

    @Test
    void whatMayHoldHalfOfOurOwnWorkIsNotTakenForSomebodyElses() {
        FeedState half = settled().after(failed("writer"), NOW, TIMING, 1);
        assertThat(half.confirmed()).isEmpty();

        FeedState untouched = settled().after(failed(), NOW, TIMING, 1);
        assertThat(untouched.confirmed()).containsEntry("writer", LEFT);
    }

    @Test
    void driftThatIsLeftStaysADriftUntilItIsAsWeLeftIt() {
        Drift drift = new Drift(LEFT, OTHER, false);
        FeedState drifted =
                settled().after(new Round.ReadBack(List.of(), Map.of("writer", OTHER), List.of(drift)), NOW, TIMING, 1);
        assertThat(drifted.confirmed()).containsEntry("writer", LEFT);
        assertThat(drifted.status().sentence()).contains("we left 10.0.0.1, ttl 5, now it is 10.0.0.6, ttl 5; it is left so");

        FeedState restored =
                drifted.after(new Round.ReadBack(List.of(), Map.of("writer", LEFT), List.of()), NOW, TIMING, 1);
        assertThat(restored.status()).isInstanceOf(FeedStatus.Settled.class);
    }

    @Test
    void newerRoutesAreNoFailure() {
        FeedState state = settled().after(
                new Round.Failed(new Failure.Superseded("bind"), Set.of("writer"), 0, 1), NOW.plusSeconds(1), TIMING, 1);

        assertThat(state.status()).isEqualTo(new FeedStatus.Settled(NOW));
        assertThat(state.next()).isEqualTo(NOW.plusSeconds(1));
    }

    @Property(tries = 500)
    void noWaitIsEverLongerThanTheMost(@ForAll @IntRange(min = 1, max = 100_000) int failures, @ForAll @DoubleRange double chance) {
        Duration wait = TIMING.backOff(BROKEN, failures, chance);
        assertThat(wait).isBetween(TIMING.first().dividedBy(2), TIMING.most());
    }
}

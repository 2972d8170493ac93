package dev.tutti.core.traffic.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.mesh.check.Echoes;
import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.core.mesh.check.WaySight;
import dev.tutti.core.traffic.evidence.Knowledge.Pair;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** By which times clients are led. */
class SiteTimesTest {
    private static final Pair PAIR = new Pair("paris", "london");
    private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05Z");

    private static HostSight look(int number, int millis) {
        Optional<Duration> time = millis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
        return new HostSight("paris", FIRST.plusSeconds(number), true, true, List.of(), List.of(new WaySight(
                "london", new Echoes(84, 5, millis == 0 ? 0 : 5, time), List.of(), List.of())));
    }

    private static SiteTimes after(int... millis) {
        SiteTimes times = SiteTimes.NONE;
        for (int i = 0; i < millis.length; i++) {
            times = times.after(List.of(look(i, millis[i])));
        }
        return times;
    }

    @Test
    void theFirstLookTells() {
        assertThat(after(8).told()).isEqualTo(Map.of(PAIR, Duration.ofMillis(8)));
        assertThat(after(0).told()).as("nothing came back").isEmpty();
    }

    @Test
    void oneSlowLookChangesNothingAndAWayThatStaysLongerDoes() {
        assertThat(after(8, 8, 8, 90).told()).containsEntry(PAIR, Duration.ofMillis(8));
        assertThat(after(8, 8, 8, 90, 90, 90).told()).containsEntry(PAIR, Duration.ofMillis(90));
    }

    @Test
    void clientsDoNotWanderForLittle() {
        assertThat(after(20, 23, 23, 23, 23, 23).told()).containsEntry(PAIR, Duration.ofMillis(20));
    }

    @Test
    void aLookThatIsTakenAlreadyIsNoSecondOne() {
        SiteTimes once = after(8);
        SiteTimes again = once;
        for (int i = 0; i < 5; i++) {
            again = again.after(List.of(look(0, 90)));
        }
        assertThat(again).isEqualTo(once);
    }
}

package dev.tutti.core.galera.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** When a link counts as slow, and what it is measured against. */
class LinkRatesTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    private final LinkRates well = LinkRates.first(100e6).with(110e6, NOON).with(90e6, NOON);

    @Test
    void oneSlowMeasurementIsDoubtedAndTheSecondCounts() {
        LinkRates once = well.with(9e6, NOON);
        assertThat(once.isDoubted()).isTrue();
        assertThat(once.isSlow()).isFalse();
        LinkRates twice = once.with(8e6, NOON.plusSeconds(1));
        assertThat(twice.isSlow()).isTrue();
        assertThat(twice.newest()).isEqualTo(8e6);
        assertThat(twice.slow()).isEqualTo(new LinkRates.Slow(8e6, NOON, 2));
    }

    @Test
    void aTenthIsNotLessThanATenth() {
        assertThat(well.with(10e6, NOON).isDoubted()).isFalse();
    }

    @Test
    void oneGoodMeasurementEndsIt() {
        LinkRates again = well.with(1e6, NOON).with(1e6, NOON).with(70e6, NOON);
        assertThat(again.isSlow()).isFalse();
        assertThat(again.newest()).isEqualTo(70e6);
    }

    @Test
    void aLinkThatStaysSlowDoesNotBecomeItsOwnBaseline() {
        LinkRates slow = well;
        for (int i = 0; i < 50; i++) {
            slow = slow.with(1e6, NOON.plus(Duration.ofMinutes(10L * i)));
        }
        assertThat(slow.isSlow()).isTrue();
        assertThat(slow.baseline()).isEqualTo(100e6);
    }

    @Test
    void aLineThatWasChangedForGoodIsTakenAsItIsAfterAWeek() {
        LinkRates changed = well.with(1e6, NOON).with(1e6, NOON.plus(Duration.ofDays(8)));
        assertThat(changed.isSlow()).isFalse();
        assertThat(changed.baseline()).isEqualTo(1e6);
    }
}

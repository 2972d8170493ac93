package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What happens to tests whose flavour cannot be had. */
class FleetExtensionTest {
    private final FlavourUnavailableException reason = new FlavourUnavailableException("It cannot be had. Run this: that.");

    @Test
    void testsAreSkippedWithTheReasonOnADevelopersMachine() {
        assertThatThrownBy(() -> FleetExtension.skipOrFail(reason, "a test", false))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("Run this: that.");
    }

    @Test
    void testsFailWhereEverythingMustRun() {
        assertThatThrownBy(() -> FleetExtension.skipOrFail(reason, "a test", true)).isSameAs(reason);
    }
}

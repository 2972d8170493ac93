package dev.tutti.wire;

import org.junit.jupiter.api.Test;

/** A few seconds of what {@code EventFuzz} does for as long as one likes; {@code ServerFuzzTest} is its twin. */
class EventFuzzTest {
    @Test
    void damagedLogsCauseNothingButTheExceptionsThatTheContractsName() {
        new FuzzRun("events", EventFuzz::run).run(1, 300_000, false);
    }
}

package dev.tutti.wire.server;

import dev.tutti.wire.FuzzRun;
import org.junit.jupiter.api.Test;

/** A few seconds of what {@code ServerFuzz} does for as long as one likes. */
class ServerFuzzTest {
    @Test
    void hostileClientsCauseNothingButTheEndOfTheirConnections() {
        new FuzzRun("server", ServerFuzz::run).run(1, 100_000, false);
    }
}

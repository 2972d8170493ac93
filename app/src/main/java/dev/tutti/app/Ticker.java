package dev.tutti.app;

import dev.tutti.cli.Surroundings;

import java.time.Duration;
import java.util.function.Supplier;

/** A line with its time whenever something has changed, for whoever watches a demo. Stateless. */
final class Ticker {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private Ticker() {}

    /** Prints until interrupted. */
    static void watch(Surroundings here, Supplier<String> line) {
        String last = "";
        do {
            String now = line.get();
            if (!now.equals(last)) {
                System.out.println(here.clock().instant().toString().substring(11, 19) + "  " + now);
                last = now;
            }
        } while (here.pause().pause(LOOK));
    }
}

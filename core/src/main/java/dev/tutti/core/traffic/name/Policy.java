package dev.tutti.core.traffic.name;

import java.util.Optional;

/** How one is chosen among those that may serve. */
public sealed interface Policy {
    /** The first in the configured order. */
    record Failover() implements Policy {}

    /** One, by chance, as often as its weight says. */
    record Weighted() implements Policy {}

    /**
     * All of them, in changing order.
     *
     * @param most how many at once, 1 to 32; Route 53 answers eight
     */
    record Multivalue(int most) implements Policy {
        public Multivalue {
            if (most < 1 || most > 32) {
                throw new IllegalArgumentException("1 to 32 can be answered at once");
            }
        }
    }

    /**
     * Those in the site that is fewest milliseconds away.
     *
     * @param from the site from which it is measured; empty for the one of the client
     */
    record Latency(Optional<String> from) implements Policy {}

    /**
     * Those in the client's own site, or else in the first of its neighbours that has any.
     *
     * @param from the site that is looked from; empty for the one of the client
     */
    record Nearest(Optional<String> from) implements Policy {}

    /** Whether different clients may get different answers because of where they are. */
    default boolean dependsOnClient() {
        return switch (this) {
            case Latency(var from) -> from.isEmpty();
            case Nearest(var from) -> from.isEmpty();
            case Failover failover -> false;
            case Weighted weighted -> false;
            case Multivalue multivalue -> false;
        };
    }
}

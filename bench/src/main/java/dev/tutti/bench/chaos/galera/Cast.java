package dev.tutti.bench.chaos.galera;

import dev.tutti.lab.GaleraNodeSpec;
import dev.tutti.lab.GaleraSpec;

import java.util.List;

/** The clusters that scenarios happen to. Four nodes at four sites, each with an agent; Galera's timeouts are shortened. */
enum Cast {
    FOUR {
        @Override
        GaleraSpec spec() {
            return four();
        }
    },

    /** Each logs what it applies as well. */
    ALL_LOGGED {
        @Override
        GaleraSpec spec() {
            return four().withOption("log_slave_updates", "ON");
        }
    },

    /** Without binary logs. */
    UNLOGGED {
        @Override
        GaleraSpec spec() {
            return unlogged();
        }
    },

    /** With an arbitrator at a fifth site. */
    WITH_ARBITRATOR {
        @Override
        GaleraSpec spec() {
            return four().withArbitrator("arb");
        }
    },

    /** n3 and n4 are one segment, n1 and n2 the other. */
    TWO_SEGMENTS {
        @Override
        GaleraSpec spec() {
            return four().withNode("n3", node -> node.withSegment(1)).withNode("n4", node -> node.withSegment(1));
        }
    },

    /** Caches so small that a node soon misses more than they hold. */
    SMALL_CACHES {
        @Override
        GaleraSpec spec() {
            return four().withProviderOption("gcache.size", "16M");
        }
    };

    abstract GaleraSpec spec();

    private static GaleraSpec four() {
        return unlogged().withOption("log_bin", "binlog");
    }

    private static GaleraSpec unlogged() {
        return GaleraSpec.of(List.of(
                        GaleraNodeSpec.of("n1").at("london"),
                        GaleraNodeSpec.of("n2").at("paris"),
                        GaleraNodeSpec.of("n3").at("amsterdam"),
                        GaleraNodeSpec.of("n4").at("frankfurt")))
                .withShortTimeouts()
                .withProgress(line -> {});
    }
}

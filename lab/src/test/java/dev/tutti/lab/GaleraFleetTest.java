package dev.tutti.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** A real Galera cluster forms, loses nodes and links, and gets them back. */
class GaleraFleetTest {
    @Test
    void fourNodesFormACluster() {
        long begin = System.nanoTime();
        try (GaleraFleet fleet = GaleraFleet.start(GaleraSpec.ofNodes(4))) {
            System.err.println("up " + Duration.ofNanos(System.nanoTime() - begin) + " " + fleet.summary());
            assertThat(fleet.nodes()).allMatch(n -> n.status().orElseThrow().isSyncedAmong(4));
        }
        System.err.println("all " + Duration.ofNanos(System.nanoTime() - begin));
    }
}

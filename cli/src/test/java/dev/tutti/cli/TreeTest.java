package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.cli.FleetView.Placed;
import dev.tutti.cli.json.Json;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Written as {@code server<source}; the tree as {@code source(replica replica)}. */
class TreeTest {
    private static String tree(String primary, String... servers) {
        List<Json> members = Arrays.stream(servers)
                .map(it -> Json.object("address", it.split("<", 2)[0], "source", it.contains("<") ? it.split("<", 2)[1] : null))
                .toList();
        return shown(FleetView.tree(members, primary));
    }

    private static String shown(List<Placed> placed) {
        return placed.stream()
                .map(it -> it.server().raw("address") + (it.below().isEmpty() ? "" : "(" + shown(it.below()) + ")"))
                .collect(Collectors.joining(" "));
    }

    @Test
    void aReplicaStandsBelowItsSourceWhicheverIsListedFirst() {
        assertThat(tree("1", "3<2", "2<1", "1", "4<1")).isEqualTo("1(2(3) 4)");
    }

    @Test
    void whoeverReplicatesFromNobodyHereStandsBesideThePrimary() {
        assertThat(tree("1", "9<unknown", "1", "2<1", "8")).isEqualTo("1(2) 9 8");
    }

    @Test
    void aRingBeginsAtThePrimary() {
        assertThat(tree("2", "1<2", "2<1", "3<1")).isEqualTo("2(1(3))");
        assertThat(tree("", "1<3", "2<1", "3<2")).isEqualTo("1(2(3))");
        assertThat(tree("", "1<1", "2<1")).isEqualTo("1(2)");
    }

    @Test
    void nobodyIsLostOrDrawnTwice() {
        assertThat(tree("gone", "5<6", "6<5", "1", "1", "2<1")).isEqualTo("1(2) 5(6)");
    }
}

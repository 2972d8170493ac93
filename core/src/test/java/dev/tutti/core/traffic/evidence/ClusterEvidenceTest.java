package dev.tutti.core.traffic.evidence;

import static dev.tutti.core.galera.Galeras.GROUP;
import static dev.tutti.core.galera.Galeras.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.Galeras;
import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.model.Component;
import dev.tutti.core.galera.model.LocalState;
import dev.tutti.core.model.Address;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Set;

/** What a look at a cluster says about whom clients may be sent to. */
class ClusterEvidenceTest {
    private static Map<Address, NodeKnown> known(Look look) {
        return ClusterEvidence.of(look.see(), Set.of());
    }

    private static Look two(Look look, int one, int other) {
        return look.primary(one, 100, one, other).primary(other, 100, one, other);
    }

    @Test
    void membersThatAreSyncedServe() {
        Look look = Look.atFour().primary(1, 100, 1, 2).primary(2, 100, 1, 2)
                .answers(3, Look.status(3, Component.PRIMARY, LocalState.JOINED, GROUP, 90, 1, 2, 3));
        assertThat(known(look)).containsEntry(address(1), NodeKnown.SERVES)
                .containsEntry(address(2), NodeKnown.SERVES)
                .containsEntry(address(3), NodeKnown.NOT_SYNCED)
                .containsEntry(address(4), NodeKnown.UNREACHABLE);
    }

    @Test
    void aHalfWithoutQuorumIsNeverServed() {
        Look look = two(Look.atFour(), 1, 2).withoutQuorum(3, 100, 3, 4).withoutQuorum(4, 100, 3, 4);
        assertThat(known(look)).containsEntry(address(1), NodeKnown.SERVES).containsEntry(address(3), NodeKnown.NON_PRIMARY);
    }

    @Test
    void ofTwoHalvesThatBothWriteNeitherIsServedUnlessOneHasTheMajority() {
        assertThat(known(two(two(Look.atFour(), 1, 2), 3, 4)).values()).containsOnly(NodeKnown.OTHER_VIEW);
        Look weighed = two(two(Look.at(Galeras.cluster(3, 1, 1, 1)), 1, 2), 3, 4);
        assertThat(known(weighed)).containsEntry(address(1), NodeKnown.SERVES).containsEntry(address(3), NodeKnown.OTHER_VIEW);
    }

    @Test
    void whoGivesATransferOrWasSetAsideIsToldApart() {
        Look look = Look.atFour().primary(1, 100, 1, 2)
                .answers(2, Look.status(2, Component.PRIMARY, LocalState.DONOR_DESYNCED, GROUP, 90, 1, 2));
        assertThat(known(look).get(address(2))).isIn(NodeKnown.DESYNCED, NodeKnown.BLOCKED_DONOR);
        assertThat(ClusterEvidence.of(look.see(), Set.of(address(1)))).containsEntry(address(1), NodeKnown.SET_ASIDE);
    }
}

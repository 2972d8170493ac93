package dev.tutti.core.explain;

import static dev.tutti.core.galera.Galeras.address;
import static dev.tutti.core.galera.Galeras.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.plan.GaleraPlan;
import dev.tutti.core.galera.plan.NeedsConfirmation;
import dev.tutti.core.galera.plan.RecoveryPlanner;
import dev.tutti.core.galera.plan.RecoveryRequest;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.galera.quorum.WhatIf;
import org.junit.jupiter.api.Test;

import java.util.List;

/** What a person reads at three in the morning. */
class GaleraPlanSentencesTest {
    @Test
    void aRecoveryWithAStaleFlagAnUnreadableNodeAndLessThanTheJournalKnew() {
        Look look = Look.atFour().stopped(1, 18, true).crashed(2, 78, null).crashed(3, 78, null).broken(4, null)
                .journalled(2, 80);
        NeedsConfirmation asked = (NeedsConfirmation) RecoveryPlanner.plan(look.see(), RecoveryRequest.byItself());
        assertThat(asked.concerns().stream().map(GaleraPlanSentences::of))
                .containsExactly(
                        "2 transactions would be lost: the cluster was seen at 80, and the best that is left is 78",
                        "the data of n4:3306 cannot be read (--wsrep-recover ended with exit code 1: InnoDB: Database page"
                                + " corruption): nobody can tell whether it had more");
        assertThat(GaleraPlanSentences.of(asked.plan())).isEqualTo("""
                so that payments commits again, with all that any node had:
                  see that nobody else starts by itself
                    keep n1:3306 from running
                    keep n3:3306 from running
                    keep n4:3306 from running
                  take back the permission to bootstrap from all others
                    take back the permission to bootstrap from n1:3306
                  begin again at n2:3306
                    permit n2:3306 to begin with GROUP:78
                    begin the cluster again at n2:3306 with GROUP:78
                    wait up to 30 s until n2:3306 is Synced
                  see that the history is the same
                    see that the cluster is at GROUP:78 or later, asking n2:3306
                  let n3:3306 join
                    let n3:3306 join with GROUP:78: what it gets is known when its donor runs
                  let n1:3306 join
                    let n1:3306 join with GROUP:18: what it gets is known when its donor runs
                  let n4:3306 join
                    keep the data folder of n4:3306 (it cannot be read)
                    let n4:3306 join with nothing: what it gets is known when its donor runs
                  compare what they have
                    compare the rows of n2:3306, n3:3306, n1:3306, n4:3306
                  note: grastate.dat of n1:3306 permits a bootstrap, though it is 60 transactions behind: the flag is ignored
                """.replace("GROUP", "a0fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44"));
    }

    @Test
    void aNodeJoinsALivingCluster() {
        Look look = Look.atFour().primary(1, 100, 1, 2, 3).primary(2, 100, 1, 2, 3).primary(3, 100, 1, 2, 3).crashed(4, 90, null);
        GaleraPlan plan = (GaleraPlan) RecoveryPlanner.plan(look.see(), RecoveryRequest.byItself());
        assertThat(plan.steps().map(GaleraPlanSentences::of))
                .containsExactly("let n4:3306 join with a0fb1d54-c6c3-11f0-9b2c-7e0c1d2f3a44:90, donors n1,: it gets 10"
                        + " transactions that it lacks from n1");
    }

    @Test
    void silenceIsNamed() {
        Look look = Look.atFour().crashed(1, 78, null).crashed(2, 78, null).crashed(3, 78, null).journalled(1, 78);
        NeedsConfirmation asked = (NeedsConfirmation) RecoveryPlanner.plan(look.see(), RecoveryRequest.byItself());
        assertThat(asked.concerns().stream().map(GaleraPlanSentences::of))
                .containsExactly("nothing is known of n4:3306 (no answer within 2 s): it may have more, or be primary");
        assertThat(asked.plan().left().stream().map(GaleraPlanSentences::of))
                .isEqualTo(List.of(address(4) + " is left as it is: nothing is known of it"));
    }

    @Test
    void whatIfTwoOfFourFail() {
        WhatIf whatIf = WhatIf.of(Layout.mesh(cluster(1, 1, 1, 1)));
        WhatIf.Case first = whatIf.outages().getFirst();
        assertThat(WhatIfSentences.failure(first) + ": " + WhatIfSentences.of(first.after()))
                .isEqualTo("node n1 and node n2 together: total outage: n3, n4 live and stop");
        assertThat(WhatIfSentences.of(whatIf.advice().getFirst()))
                .startsWith("an arbitrator at a place of its own, which reaches every site saves ")
                .endsWith("; no failure of one or two elements stops the cluster then");
    }
}

package dev.tutti.core.galera.quorum;

import static dev.tutti.core.galera.Galeras.cluster;
import static dev.tutti.core.galera.Galeras.node;
import static dev.tutti.core.galera.Galeras.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.model.Arbitrator;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.galera.quorum.Layout.Site;
import dev.tutti.core.galera.quorum.WhatIf.Case;
import dev.tutti.core.galera.quorum.WhatIf.Order;
import org.junit.jupiter.api.Test;

import java.util.List;

/** The outcomes that were measured on real nodes. */
class WhatIfTest {
    private static final Layout FOUR = Layout.mesh(cluster(1, 1, 1, 1));
    private static final Element N1 = new Element.OfNode("n1");
    private static final Element N2 = new Element.OfNode("n2");

    @Test
    void oneOfFourIsNoProblem() {
        assertThat(FOUR.cluster().nodes()).allSatisfy(node -> {
            Aftermath after = after(FOUR, Order.TOGETHER, new Element.OfNode(node.name()));
            assertThat(after.survives()).isTrue();
            assertThat(after.stopped()).isEmpty();
            assertThat(after.dead()).containsExactly(node.name());
        });
    }

    @Test
    void twoOfFourTogetherAreATotalOutageAndOneAfterTheOtherAreNone() {
        Aftermath together = after(FOUR, Order.TOGETHER, N1, N2);
        assertThat(together.survives()).isFalse();
        assertThat(together.stopped()).containsExactly("n3", "n4");
        assertThat(after(FOUR, Order.ONE_AFTER_THE_OTHER, N1, N2).survives()).isTrue();
    }

    @Test
    void aCutBetweenTwoOfFourIsRelayed() {
        Aftermath after = after(FOUR, Order.TOGETHER, new Element.OfLink(new Link("s1", "s2")));
        assertThat(after.groups()).hasSize(1);
        assertThat(after.survives()).isTrue();
    }

    @Test
    void aDeadNodeRelaysNothing() {
        Layout three = new Layout(
                cluster(1, 1, 1),
                List.of(new Site("s1", false), new Site("s2", false), new Site("s3", false)),
                List.of(new Link("s1", "s2"), new Link("s2", "s3")));
        assertThat(after(three, Order.TOGETHER, N2).groups()).hasSize(2);
        assertThat(after(three, Order.TOGETHER, N2).survives()).isFalse();
        Layout forwarding = new Layout(
                three.cluster(),
                List.of(new Site("s1", false), new Site("s2", true), new Site("s3", false)),
                three.links());
        assertThat(after(forwarding, Order.TOGETHER, N2).survives()).isTrue();
    }

    @Test
    void anArbitratorAtAFifthPlaceSurvivesAnyTwoLosses() {
        Layout layout = Layout.mesh(with(cluster(1, 1, 1, 1), new Arbitrator("garb", "s5", 1)));
        assertThat(WhatIf.of(layout).outages()).isEmpty();
        assertThat(WhatIf.of(layout).advice()).isEmpty();
    }

    @Test
    void aHeavierNodeDecidesEveryCutIntoTwoHalves() {
        assertThat(after(twoSites(1), Order.TOGETHER, CUT).survives()).isFalse();
        Aftermath after = after(twoSites(2), Order.TOGETHER, CUT);
        assertThat(after.survives()).isTrue();
        assertThat(after.keeper().orElseThrow().members()).containsExactly("n1", "n2");
        assertThat(after.stopped()).containsExactly("n3", "n4");
    }

    @Test
    void bothHubsLostLeavesFourWithoutAVote() {
        Layout hubs = new Layout(
                cluster(1, 1, 1, 1),
                List.of(
                        new Site("s1", false), new Site("s2", false), new Site("s3", false), new Site("s4", false),
                        new Site("east", true), new Site("west", true)),
                List.of(
                        new Link("s1", "east"), new Link("s2", "east"), new Link("s3", "east"), new Link("s4", "east"),
                        new Link("s1", "west"), new Link("s2", "west"), new Link("s3", "west"), new Link("s4", "west")));
        Element east = new Element.OfSite("east");
        assertThat(after(hubs, Order.TOGETHER, east).survives()).isTrue();
        Aftermath both = after(hubs, Order.TOGETHER, east, new Element.OfSite("west"));
        assertThat(both.groups()).hasSize(4).noneMatch(Aftermath.Group::primary);
        assertThat(both.survives()).isFalse();
    }

    @Test
    void arbitratorsAloneAreAnOutage() {
        Layout layout = Layout.mesh(with(cluster(1), new Arbitrator("g1", "s2", 1), new Arbitrator("g2", "s3", 1)));
        Aftermath after = after(layout, Order.TOGETHER, N1);
        assertThat(after.keeper()).isPresent();
        assertThat(after.survives()).isFalse();
    }

    @Test
    void theAdviceForFourIsAFifthVoteAndItIsVerified() {
        WhatIf whatIf = WhatIf.of(FOUR);
        assertThat(whatIf.outages()).allMatch(one -> one.failed().size() == 2 && one.order() == Order.TOGETHER);
        Advice best = whatIf.advice().getFirst();
        assertThat(best.change()).isInstanceOf(Change.AddArbitratorElsewhere.class);
        assertThat(best.remaining()).isZero();
        assertThat(best.costs()).isEmpty();
        assertThat(WhatIf.of(best.change().applyTo(FOUR)).outages()).isEmpty();
    }

    @Test
    void theAdviceForTwoSitesOfTwoNamesWhatItCosts() {
        WhatIf whatIf = WhatIf.of(twoSites(1));
        assertThat(whatIf.advice()).isNotEmpty();
        assertThat(whatIf.advice().getFirst().saves())
                .anyMatch(saved -> saved.failed().equals(List.of(CUT)));
        assertThat(whatIf.advice()).allSatisfy(advice -> assertThat(advice.costs()).noneMatch(one -> one.failed().size() == 1));
    }

    private static final Element CUT = new Element.OfLink(new Link("a", "b"));

    private static Layout twoSites(int weightOfFirst) {
        return Layout.mesh(new GaleraCluster(
                "payments",
                List.of(node(1, "a", weightOfFirst), node(2, "a", 1), node(3, "b", 1), node(4, "b", 1)),
                List.of()));
    }

    private static Aftermath after(Layout layout, Order order, Element... failed) {
        return WhatIf.of(layout).cases().stream()
                .filter(one -> one.order() == order && one.failed().equals(List.of(failed)))
                .map(Case::after)
                .findFirst()
                .orElseThrow();
    }
}

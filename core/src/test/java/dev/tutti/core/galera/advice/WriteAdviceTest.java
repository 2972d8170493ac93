package dev.tutti.core.galera.advice;

import static dev.tutti.core.galera.Galeras.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.explain.GaleraWriteAdvice;
import dev.tutti.core.galera.Look;
import dev.tutti.core.galera.model.GaleraSight;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** Where to write: each recommendation, and what it must not be given without. */
class WriteAdviceTest {
    private static Load four() {
        return Load.at("london", "paris", "amsterdam", "frankfurt");
    }

    @Test
    void whereHardlyAnythingIsLostAnyNodeWillDo() {
        WriteAdvice advice = four().writes(1, 1000, 1).writes(2, 900, 2).writes(3, 800, 0).advice();
        assertThat(advice.recommendation()).isEqualTo(new Recommendation.AnyNode());
        assertThat(advice.reasons()).containsExactly(new Reason.Rare(3, 2703));
        assertThat(advice.writers()).extracting(Writer::commitsPerSecond).containsExactly(100.0, 90.0, 80.0, 0.0);
        assertThat(advice.writers().getFirst().conflictsPerSecond()).isEqualTo(0.1);
        assertThat(advice.writers().getLast().share()).as("nobody writes there").isEmpty();
    }

    @Test
    void oneRowThatFourWritersWantIsForOneWriter() {
        WriteAdvice advice = four().writes(1, 600, 200).writes(2, 500, 300).writes(3, 450, 400).writes(4, 450, 300).advice();
        assertThat(advice.recommendation())
                .isInstanceOfSatisfying(Recommendation.OneWriter.class, one -> assertThat(one.node().name()).isEqualTo("n1"));
        assertThat(advice.reasons()).startsWith(
                new Reason.Lost(1200, 3200), new Reason.LosesMost(address(3), 400, 850),
                new Reason.FightAcrossSites(List.of("amsterdam", "frankfurt", "london", "paris")));
    }

    @Test
    void someConflictsBetweenSitesAreForDividingTheKeys() {
        WriteAdvice advice = four().writes(1, 970, 30).writes(2, 970, 30).advice();
        assertThat(advice.recommendation()).isInstanceOfSatisfying(Recommendation.BySite.class, bySite ->
                assertThat(bySite.writers()).extracting(node -> node.name()).containsExactly("n1", "n2"));
    }

    @Test
    void whenOnlyNodesOfOneSiteFightOneOfThemIsEnoughHoweverMuchTheyLose() {
        WriteAdvice advice = Load.at("london", "london", "paris").writes(1, 700, 300).writes(2, 600, 300).writes(3, 1000, 2).advice();
        assertThat(advice.recommendation()).isInstanceOfSatisfying(Recommendation.BySite.class, bySite ->
                assertThat(bySite.writers()).extracting(node -> node.name()).containsExactly("n1", "n3"));
        assertThat(advice.reasons()).contains(new Reason.FightWithinSites(List.of("london"), 2, 1002));
    }

    @Test
    void againstWhomIsNotClaimedWhereItCannotBeKnown() {
        WriteAdvice advice = Load.at("london", "london", "paris", "paris")
                .writes(1, 700, 300).writes(2, 600, 300).writes(3, 700, 300).writes(4, 600, 300).advice();
        assertThat(advice.recommendation()).isInstanceOf(Recommendation.BySite.class);
        assertThat(advice.reasons())
                .contains(new Reason.AgainstWhomIsNotTold(List.of("london", "paris")))
                .noneMatch(Reason.FightAcrossSites.class::isInstance);
    }

    @Test
    void atOneSiteNothingCanBeDividedBySite() {
        WriteAdvice advice = Load.at("london", "london").writes(1, 980, 20).writes(2, 990, 20).advice();
        assertThat(advice.recommendation())
                .isInstanceOfSatisfying(Recommendation.OneWriter.class, one -> assertThat(one.node().name()).isEqualTo("n2"));
        assertThat(advice.reasons()).contains(new Reason.OneSite("london"));
    }

    @Test
    void oneNodeThatLosesMuchIsNotHiddenByTheOthers() {
        WriteAdvice advice = four().writes(1, 100_000, 0).writes(2, 300, 60).advice();
        assertThat(advice.recommendation()).isInstanceOf(Recommendation.OneWriter.class);
        assertThat(advice.reasons()).contains(new Reason.LosesMost(address(2), 60, 360));
    }

    @Test
    void withoutMeasurementNothingIsRecommended() {
        assertThat(four().advice().reasons()).containsExactly(new Reason.NobodyWrites());
        assertThat(four().writes(1, 5000, 0).advice().reasons()).containsExactly(new Reason.OnlyOneWrites(address(1)));
        assertThat(four().writes(1, 100, 0).writes(2, 100, 0).advice().reasons()).containsExactly(new Reason.TooFew(200, 300));
        Load load = four().writes(1, 1000, 0).writes(2, 1000, 0);
        assertThat(WriteAdvice.of(load.now(), load.before(), Duration.ZERO, List.of()).reasons())
                .containsExactly(new Reason.NothingMeasured());
        assertThat(WriteAdvice.of(Look.atFour().see(), Look.atFour().see(), Load.TEN, List.of()).recommendation())
                .isEqualTo(new Recommendation.Unknown());
    }

    @Test
    void aNodeThatWasStartedAnewHasNoFigures() {
        Load load = four().writes(1, 1000, 0).writes(2, 1000, 0);
        GaleraSight anew = load.before();
        WriteAdvice advice = WriteAdvice.of(anew, load.now(), Load.TEN, List.of());
        assertThat(advice.writers()).extracting(writer -> writer.node().name()).containsExactly("n3", "n4");
        assertThat(advice.reasons()).contains(new Reason.NotSeen(List.of(address(1), address(2))));
    }

    @Test
    void aSplitBrainIsNoClusterToGiveAdviceFor() {
        var split = Look.atFour().primary(1, 100, 1, 2).primary(2, 100, 1, 2).primary(3, 120, 3, 4).primary(4, 120, 3, 4).see();
        assertThat(WriteAdvice.of(split, split, Load.TEN, List.of()).reasons()).startsWith(new Reason.NotOneComponent());
    }

    @Test
    void silentNodesAreNamedAndTheLongestWaitIsTold() {
        WriteAdvice advice = four().silent(4).writes(1, 1000, 0).writes(2, 1000, 0)
                .waits(1, Duration.ofMillis(8)).waits(2, Duration.ofMillis(31)).advice();
        assertThat(advice.reasons()).contains(
                new Reason.CommitsWait(address(2), Duration.ofMillis(31)), new Reason.NotSeen(List.of(address(4))));
    }

    @Test
    void tablesOfSeveralNodesAreAddedUpAndTheHotOneIsNamed() {
        WriteAdvice advice = four().writes(1, 970, 30).writes(2, 970, 30)
                .table("shop.orders", 3).table("shop.stock", 20).table("shop.stock", 21).advice();
        assertThat(advice.tables())
                .containsExactly(new TableConflicts("shop.stock", 41), new TableConflicts("shop.orders", 3));
        assertThat(advice.reasons()).contains(new Reason.HotTable("shop.stock", 41, 44));
        assertThat(four().table("shop.stock", 5).advice().reasons()).noneMatch(Reason.HotTable.class::isInstance);
    }

    @Test
    void numbersOfControlledNodesNeverMeet() {
        Load load = four();
        for (int node = 1; node <= 4; node++) {
            load.numbers(node, true, 4, node);
        }
        assertThat(load.advice().numbering()).isEmpty();
        for (int node = 1; node <= 4; node++) {
            load.arbitrators(1).numbers(node, true, 5, node);
        }
        assertThat(load.advice().numbering()).containsExactly(new Numbering.ArbitratorsCount(5, 4));
    }

    @Test
    void numbersThatMeetAreNamed() {
        Load load = Load.at("london", "paris").numbers(1, false, 1, 1).numbers(2, false, 1, 1);
        assertThat(load.advice().numbering()).containsExactly(
                new Numbering.ControlOff(List.of(address(1), address(2))),
                new Numbering.StepTooSmall(address(1), 1, 2), new Numbering.StepTooSmall(address(2), 1, 2),
                new Numbering.SameNumbers(address(1), address(2)));
        assertThat(Load.at("london", "paris").numbers(1, false, 2, 1).numbers(2, false, 2, 2).advice().numbering())
                .containsExactly(new Numbering.ControlOff(List.of(address(1), address(2))));
    }

    @Test
    void itIsToldWithItsFigures() {
        GaleraWriteAdvice told = GaleraWriteAdvice.of(four().silent(4).writes(1, 970, 30).writes(2, 945, 55)
                .waits(2, Duration.ofMillis(31)).table("shop.stock", 41).numbers(1, false, 1, 1).advice());
        assertThat(told.recommendation()).isEqualTo("by_site");
        assertThat(told.sentence()).isEqualTo(
                "let each site write at one node of its own, and each key at one site: london at n1, paris at n2");
        assertThat(told.reasons()).containsExactly(
                "85 of 2000 transactions lost (4.3%) against those of other nodes",
                "at n2:3306 55 of 1000 transactions lost (5.5%)",
                "writers of london, paris want the same rows: the keys are not divided between the sites",
                "41 of 41 conflicts in the logs are about shop.stock: to write that table at one node may be enough",
                "a commit at n2:3306 waits 31.0 ms for the others, wherever clients are sent: one client commits at most 32 times a"
                        + " second there",
                "the figures of n4:3306 are missing");
        assertThat(told.writers()).contains(
                new GaleraWriteAdvice.WriterFigures("n2", "paris", 94.5, 5.5, 0.055, 31.0),
                new GaleraWriteAdvice.WriterFigures("n3", "amsterdam", 0, 0, null, null));
        assertThat(told.autoIncrement()).contains("n1:3306 runs with wsrep_auto_increment_control=OFF: nobody sets the steps of"
                + " AUTO_INCREMENT when members come and go");
    }
}

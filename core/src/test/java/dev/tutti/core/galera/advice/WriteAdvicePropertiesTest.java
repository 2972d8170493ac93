package dev.tutti.core.galera.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.explain.GaleraWriteAdvice;
import dev.tutti.core.galera.model.GaleraNode;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whatever was measured: what may be recommended, and what must have been seen before. */
class WriteAdvicePropertiesTest {
    private static final int TRIES = 1000;

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void anyNodeIsOnlyRecommendedWhereEnoughWasMeasuredAndHardlyAnythingLost(
            @ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        WriteAdvice advice = load(nodes, new Random(seed)).advice();
        if (advice.recommendation() instanceof Recommendation.AnyNode) {
            long tried = advice.writers().stream().mapToLong(Writer::tried).sum();
            long lost = advice.writers().stream().mapToLong(Writer::lost).sum();
            assertThat(tried).isGreaterThanOrEqualTo(300);
            assertThat(100 * lost).as("%s", advice).isLessThan(tried);
            assertThat(advice.writers()).noneMatch(one -> one.tried() >= 300 && 100 * one.lost() >= one.tried());
            assertThat(advice.writers().stream().filter(one -> one.tried() > 0).count()).isGreaterThan(1);
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void whoIsRecommendedWritesAlreadyAndEachSiteHasOne(
            @ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        WriteAdvice advice = load(nodes, new Random(seed)).advice();
        Set<GaleraNode> writing = advice.writers().stream()
                .filter(one -> one.tried() > 0)
                .map(Writer::node)
                .collect(Collectors.toSet());
        switch (advice.recommendation()) {
            case Recommendation.OneWriter one -> assertThat(writing).contains(one.node());
            case Recommendation.BySite bySite -> {
                assertThat(writing).containsAll(bySite.writers());
                Set<String> sites = writing.stream().map(GaleraNode::site).collect(Collectors.toSet());
                assertThat(bySite.writers()).extracting(GaleraNode::site).containsExactlyInAnyOrderElementsOf(sites);
                assertThat(sites).hasSizeGreaterThan(1);
            }
            case Recommendation.AnyNode any -> assertThat(writing).hasSizeGreaterThan(1);
            case Recommendation.Unknown unknown -> assertThat(advice.reasons()).isNotEmpty();
        }
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void everythingCanBeTold(@ForAll @IntRange(min = 1, max = 5) int nodes, @ForAll long seed) {
        GaleraWriteAdvice told = GaleraWriteAdvice.of(load(nodes, new Random(seed)).advice());
        assertThat(told.reasons()).isNotEmpty().allSatisfy(sentence -> assertThat(sentence).doesNotContain("null", "NaN", "["));
        assertThat(told.writers()).allSatisfy(one -> assertThat(one.commitsPerSecond()).isFinite().isNotNegative());
    }

    /** Plays the numbers out, apart from the arithmetic of the judge. */
    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void twoNodesAreSaidToMeetExactlyWhenTheyDo(
            @ForAll @IntRange(min = 1, max = 9) int step, @ForAll @IntRange(min = 1, max = 9) int otherStep,
            @ForAll @IntRange(min = 1, max = 9) int offset, @ForAll @IntRange(min = 1, max = 9) int otherOffset) {
        Load load = Load.at("london", "paris").numbers(1, false, step, offset).numbers(2, false, otherStep, otherOffset);
        Set<Integer> numbers = new HashSet<>(row(step, offset));
        numbers.retainAll(row(otherStep, otherOffset));
        assertThat(load.advice().numbering().stream().anyMatch(Numbering.SameNumbers.class::isInstance))
                .isEqualTo(!numbers.isEmpty());
    }

    private static List<Integer> row(int step, int offset) {
        return IntStream.range(0, 100).mapToObj(i -> offset + i * step).toList();
    }

    private static Load load(int nodes, Random random) {
        String[] sites = new String[nodes];
        for (int node = 0; node < nodes; node++) {
            sites[node] = "s" + random.nextInt(3);
        }
        Load load = Load.at(sites);
        int[] losses = {0, 0, 1, 5, 50, 500};
        for (int node = 1; node <= nodes; node++) {
            if (random.nextInt(6) == 0) {
                load.silent(node);
            } else if (random.nextInt(5) > 0) {
                load.writes(node, random.nextInt(3) * (long) random.nextInt(2000), losses[random.nextInt(losses.length)]);
            }
            load.numbers(node, random.nextBoolean(), 1 + random.nextInt(5), 1 + random.nextInt(5));
        }
        return load.table("app.t", random.nextInt(30)).table("app.u", random.nextInt(30));
    }
}

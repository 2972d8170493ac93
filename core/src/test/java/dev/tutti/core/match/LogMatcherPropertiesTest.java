package dev.tutti.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.match.LogMatcher.Rules;
import dev.tutti.core.match.Logs.Gtids;
import dev.tutti.core.match.Logs.Shape;
import dev.tutti.core.match.Logs.Work;
import dev.tutti.core.match.Logs.Written;
import dev.tutti.core.match.MatchResult.Matched;
import dev.tutti.core.model.Coordinates;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Whatever two logs look like, the matcher gives the right coordinates or none. */
class LogMatcherPropertiesTest {
    private static final long REPLICA = 901;
    private static final long TARGET = 902;
    private static final Work ENTRY = new Work(Shape.ENTRY, 1, 1000, 123_456);

    /** Few contents and few seconds: much is identical, as a queue's or a counter's statements are. */
    @Provide
    Arbitrary<List<Work>> history() {
        Arbitrary<Shape> shapes = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(8, Shape.DML),
                net.jqwik.api.Tuple.of(1, Shape.DDL),
                net.jqwik.api.Tuple.of(1, Shape.XA),
                net.jqwik.api.Tuple.of(1, Shape.COMPRESSED));
        Arbitrary<Long> advance = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(5, 0L), net.jqwik.api.Tuple.of(1, 1L), net.jqwik.api.Tuple.of(1, 3L));
        Arbitrary<Long> origin = Arbitraries.frequency(net.jqwik.api.Tuple.of(5, 1L), net.jqwik.api.Tuple.of(1, 2L));
        return Combinators.combine(shapes, origin, advance, Arbitraries.longs().between(1, 4))
                .as(Work::new)
                .list()
                .ofMinSize(0)
                .ofMaxSize(30)
                .map(LogMatcherPropertiesTest::inTime);
    }

    /** What stood for the advance becomes the time. */
    private static List<Work> inTime(List<Work> works) {
        List<Work> history = new ArrayList<>();
        long time = ENTRY.timestamp();
        for (Work work : works) {
            time += work.timestamp();
            history.add(new Work(work.shape(), work.serverId(), time, work.content()));
        }
        return history;
    }

    @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
    void aPrefixOfTheTargetsLogIsMatchedExactly(
            @ForAll("history") List<Work> history,
            @ForAll @IntRange(max = 30) int cut,
            @ForAll boolean replicaRows,
            @ForAll boolean targetRows,
            @ForAll Gtids replicaGtids,
            @ForAll Gtids targetGtids,
            @ForAll long seed)
            throws LogUnavailableException {
        int has = Math.min(cut, history.size());
        Written here = Logs.write(behindEntry(history.subList(0, has)), replicaGtids, replicaRows, seed);
        Written there = Logs.write(behindEntry(history), targetGtids, targetRows, seed + 1);
        Rules rules = rules(replicaRows == targetRows, true);
        MatchResult result = LogMatcher.walk(here.cursor(), there.cursor(), rules);
        assertThat(result).isInstanceOf(Matched.class);
        assertThat(((Matched) result).at()).isEqualTo(there.ends().get(has));
        assertThat(((Matched) result).transactions()).isEqualTo(has);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aReplicaWithMoreThanTheTargetIsAhead(
            @ForAll("history") List<Work> history,
            @ForAll @IntRange(max = 30) int cut,
            @ForAll boolean replicaRows,
            @ForAll boolean targetRows,
            @ForAll long seed)
            throws LogUnavailableException {
        int has = Math.min(cut, history.size());
        Written here = Logs.write(behindEntry(history), Gtids.MARIADB, replicaRows, seed);
        Written there = Logs.write(behindEntry(history.subList(0, has)), Gtids.MARIADB, targetRows, seed + 1);
        MatchResult result = LogMatcher.walk(here.cursor(), there.cursor(), rules(replicaRows == targetRows, true));
        if (has == history.size()) {
            assertThat(result).isInstanceOf(Matched.class);
        } else {
            assertThat(result).isInstanceOf(MatchResult.ReplicaIsAhead.class);
            assertThat(((MatchResult.ReplicaIsAhead) result).more()).isEqualTo(history.size() - has);
        }
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void anErrantTransactionIsNeverGlidedOver(
            @ForAll("history") List<Work> history,
            @ForAll @IntRange(max = 30) int cut,
            @ForAll @IntRange(max = 30) int at,
            @ForAll boolean replicaRows,
            @ForAll boolean targetRows,
            @ForAll long seed)
            throws LogUnavailableException {
        List<Work> replica = new ArrayList<>(history.subList(0, Math.min(cut, history.size())));
        int place = Math.min(at, replica.size());
        replica.add(place, new Work(Shape.DML, REPLICA, ENTRY.timestamp(), 2));
        Written here = Logs.write(behindEntry(replica), Gtids.NONE, replicaRows, seed);
        Written there = Logs.write(behindEntry(history), Gtids.NONE, targetRows, seed + 1);
        MatchResult result = LogMatcher.walk(here.cursor(), there.cursor(), rules(replicaRows == targetRows, false));
        assertThat(result).isInstanceOf(MatchResult.Errant.class);
    }

    /** Everything that may go wrong with a replica's log, at once. */
    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void coordinatesAreNeverWrong(
            @ForAll("history") List<Work> history,
            @ForAll @IntRange(max = 30) int replicaHas,
            @ForAll @IntRange(max = 30) int targetHas,
            @ForAll @IntRange(max = 4) int replicaWindow,
            @ForAll @IntRange(max = 4) int targetWindow,
            @ForAll @Size(max = 2) List<@IntRange(max = 30) Integer> dropped,
            @ForAll boolean replicaRows,
            @ForAll boolean targetRows,
            @ForAll boolean targetHasMore,
            @ForAll long seed)
            throws LogUnavailableException {
        Random random = new Random(seed);
        List<Work> replica = reordered(history, replicaWindow, random);
        dropped.forEach(index -> {
            if (index < replica.size()) {
                replica.remove(index.intValue());
            }
        });
        List<Work> replicaWork = replica.subList(0, Math.min(replicaHas, replica.size()));
        List<Work> target = reordered(history, targetWindow, random);
        List<Work> targetWork = new ArrayList<>(target.subList(0, Math.min(targetHas, target.size())));
        if (targetHasMore) {
            targetWork.add(random.nextInt(targetWork.size() + 1), new Work(Shape.DML, TARGET, ENTRY.timestamp(), 3));
        }
        Written here = Logs.write(behindEntry(replicaWork), Gtids.MYSQL, replicaRows, seed);
        Written there = Logs.write(behindEntry(targetWork), Gtids.MYSQL, targetRows, seed + 1);
        MatchResult result = LogMatcher.walk(here.cursor(), there.cursor(), rules(replicaRows == targetRows, false));
        Optional<Coordinates> right = rightPlace(replicaWork, targetWork, there);
        if (result instanceof Matched matched) {
            assertThat(right).as("%s on %s", replicaWork, targetWork).contains(matched.at());
        }
        boolean comparable = replicaRows == targetRows
                && replicaWork.stream().noneMatch(work -> work.shape() == Shape.COMPRESSED);
        if (right.isPresent() && comparable && replicaWork.stream().noneMatch(work -> work.shape() == Shape.COMPRESSED)
                && targetWork.stream().noneMatch(work -> work.shape() == Shape.COMPRESSED)) {
            assertThat(result).as("%s on %s", replicaWork, targetWork).isInstanceOf(Matched.class);
        }
    }

    /** The place in the target's log before which exactly what the replica has stands; what is equal does the same. */
    private static Optional<Coordinates> rightPlace(List<Work> replica, List<Work> target, Written there) {
        if (replica.size() > target.size()
                || !counted(replica).equals(counted(target.subList(0, replica.size())))) {
            return Optional.empty();
        }
        return Optional.of(there.ends().get(replica.size()));
    }

    private static Map<Work, Integer> counted(List<Work> works) {
        Map<Work, Integer> counts = new HashMap<>();
        works.forEach(work -> counts.merge(work, 1, Integer::sum));
        return counts;
    }

    /** As appliers that work on several transactions at once commit them. */
    private static List<Work> reordered(List<Work> history, int window, Random random) {
        List<Work> order = new ArrayList<>(history);
        for (int from = 0; window > 1 && from + window <= order.size(); from += window) {
            Collections.shuffle(order.subList(from, from + window), random);
        }
        return order;
    }

    private static List<Work> behindEntry(List<Work> works) {
        List<Work> all = new ArrayList<>(List.of(ENTRY));
        all.addAll(works);
        return all;
    }

    private static Rules rules(boolean sameFormat, boolean inOrder) {
        return new Rules(sameFormat, REPLICA, PseudoGtid.DEFAULT_PATTERN, inOrder);
    }
}

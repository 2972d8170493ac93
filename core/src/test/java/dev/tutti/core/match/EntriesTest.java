package dev.tutti.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.match.EntryScan.Found;
import dev.tutti.core.match.Logs.Gtids;
import dev.tutti.core.match.Logs.Shape;
import dev.tutti.core.match.Logs.Work;
import dev.tutti.core.match.Logs.Written;
import dev.tutti.core.model.Coordinates;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Pseudo-GTID entries: their text, where they stand, and from where a search for them may start. */
class EntriesTest {
    private static final Pattern PATTERN = PseudoGtid.DEFAULT_PATTERN;
    private static final long MAX_SERVER_ID = 0xffff_ffffL;

    @Property(tries = 300)
    void anEntryIsFoundInItsOwnStatement(
            @ForAll @LongRange(min = 0, max = MAX_SERVER_ID) long seconds,
            @ForAll @IntRange(max = 999) int millis,
            @ForAll @LongRange(min = 1, max = MAX_SERVER_ID) long serverId,
            @ForAll long random) {
        Instant at = Instant.ofEpochSecond(seconds, millis * 1_000_000L);
        PseudoGtid entry = PseudoGtid.create(at, serverId, random);
        assertThat(PseudoGtid.in(entry.statement(), PATTERN)).contains(entry);
        assertThat(entry.injectedAt()).contains(Instant.ofEpochSecond(seconds));
        assertThat(entry.ascending()).isTrue();
        assertThat(entry.key()).hasSize("_asc:".length() + 8 + 1 + 8 + 1 + 16);
    }

    @Property(tries = 300)
    void theOrderOfTextsIsTheOrderOfInjectionOnOneServer(
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long first,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long second,
            @ForAll long random) {
        PseudoGtid one = PseudoGtid.create(Instant.ofEpochMilli(first), 7, random);
        PseudoGtid other = PseudoGtid.create(Instant.ofEpochMilli(second), 7, ~random);
        if (first != second) {
            assertThat(Integer.signum(one.compareTo(other))).isEqualTo(Long.compare(first, second));
        }
    }

    @Test
    void entriesOfOtherToolsAreRecognised() {
        String theirs = "drop view if exists `_pseudo_gtid_`.`_asc:5a64b5e8:00000001:7f05db8d0a5d7b1c`";
        assertThat(PseudoGtid.in(theirs, PATTERN).map(PseudoGtid::key))
                .contains("_asc:5a64b5e8:00000001:7f05db8d0a5d7b1c");
        assertThat(PseudoGtid.in("DROP VIEW IF EXISTS _pseudo_gtid_._asc:5a64b5e8:00000001:7f05db8d0a5d7b1c", PATTERN))
                .isPresent();
        assertThat(PseudoGtid.in("drop view if exists shop.orders", PATTERN)).isEmpty();
        assertThat(PseudoGtid.in("insert into x values (1)", Pattern.compile("into (x)")))
                .contains(new PseudoGtid("into x"));
    }

    @Property(tries = 200)
    void everyEntryIsFoundWhereItsTransactionBegins(
            @ForAll @Size(max = 25) List<@IntRange(max = 6) Integer> shapes, @ForAll Gtids gtids, @ForAll long seed)
            throws LogUnavailableException {
        List<Work> works = new ArrayList<>();
        for (int shape : shapes) {
            works.add(new Work(
                    shape < 2 ? Shape.ENTRY : shape == 2 ? Shape.DDL : Shape.DML, 1, 1000L + works.size(), works.size() + 1L));
        }
        Written log = Logs.write(works, gtids, true, seed);
        List<Found> expected = new ArrayList<>();
        for (int i = 0; i < works.size(); i++) {
            if (works.get(i).shape() == Shape.ENTRY) {
                expected.add(new Found(works.get(i).entry(), log.starts().get(i)));
            }
        }
        assertThat(EntryScan.newest(log.cursor(), PATTERN, 1000).map(EntryScan.Newest::found))
                .isEqualTo(expected.isEmpty() ? Optional.empty() : Optional.of(expected.getLast()));
        for (Found found : expected) {
            assertThat(transactionAt(EntryScan.find(log.cursor(), found.entry(), PATTERN))).contains(found);
        }
    }

    /** The entry that a search found, as the transaction that the found log begins with. */
    private static Optional<Found> transactionAt(EntryScan.Search search) throws LogUnavailableException {
        if (!(search instanceof EntryScan.Search.Here here)) {
            return Optional.empty();
        }
        try {
            Transaction first = new TransactionReader(here.log(), PATTERN).next();
            return first == null || first.entry() == null
                    ? Optional.empty()
                    : Optional.of(new Found(first.entry(), first.start()));
        } catch (TransactionReader.UnknownEventException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSearchEndsAMinuteBehindTheEntrysTimeAndNotSooner() throws LogUnavailableException {
        Work wanted = new Work(Shape.ENTRY, 1, 1000, 5);
        Work soonAfter = new Work(Shape.ENTRY, 2, 1030, 6);
        Work longAfter = new Work(Shape.ENTRY, 1, 1061, 7);
        Written interleaved = Logs.write(List.of(soonAfter, wanted), Gtids.NONE, true, 1);
        assertThat(EntryScan.find(interleaved.cursor(), wanted.entry(), PATTERN)).isInstanceOf(EntryScan.Search.Here.class);
        Written over = Logs.write(List.of(longAfter, wanted), Gtids.NONE, true, 1);
        assertThat(EntryScan.find(over.cursor(), wanted.entry(), PATTERN))
                .isInstanceOf(EntryScan.Search.NotHere.class);
    }

    /** The log's end grows by one in every look; an entry injected at a moment stands behind the end seen before it. */
    @Property(tries = 100)
    void aWaymarkNeverStandsBehindWhatIsLookedFor(
            @ForAll @Size(min = 1, max = 800) List<@IntRange(max = 5) Integer> gaps,
            @ForAll @IntRange(max = 4000) int wanted) {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Waymarks marks = Waymarks.none();
        long second = 0;
        for (int gap : gaps) {
            second += gap + 1;
            marks = marks.with(start.plusSeconds(second), new Coordinates("bin.000001", second));
        }
        assertThat(marks.marks().size()).isLessThanOrEqualTo(360);
        Instant injected = start.plusSeconds(wanted);
        Optional<Coordinates> from = marks.before(injected);
        from.ifPresent(place -> assertThat(place.position()).isLessThan(wanted));
        long last = second;
        if (wanted <= last && wanted > last - 100) {
            // Lately every look is kept: the place is the end seen in the look just before.
            assertThat(from.isPresent() || gaps.size() < 2 || wanted <= 1 + gaps.getFirst()).isTrue();
        }
    }

    @Test
    void aLogThatWasResetForgetsItsWaymarks() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Waymarks marks = Waymarks.none()
                .with(start, new Coordinates("bin.000009", 500))
                .with(start.plus(Duration.ofSeconds(5)), new Coordinates("bin.000001", 4));
        assertThat(marks.before(start.plusSeconds(3))).isEmpty();
        assertThat(marks.before(start.plusSeconds(6))).contains(new Coordinates("bin.000001", 4));
    }
}

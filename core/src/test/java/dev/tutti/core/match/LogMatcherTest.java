package dev.tutti.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogEvent.Kind;
import dev.tutti.core.log.LogUnavailableException;
import dev.tutti.core.match.LogMatcher.Rules;
import dev.tutti.core.match.Logs.Gtids;
import dev.tutti.core.match.Logs.Shape;
import dev.tutti.core.match.Logs.Work;
import dev.tutti.core.match.Logs.Written;
import dev.tutti.core.match.MatchResult.Ambiguous;
import dev.tutti.core.match.MatchResult.Comparison;
import dev.tutti.core.match.MatchResult.Different;
import dev.tutti.core.match.MatchResult.Matched;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

class LogMatcherTest {
    private static final Work ENTRY = new Work(Shape.ENTRY, 1, 1000, 1);
    private static final Work A = new Work(Shape.DML, 1, 1000, 1);
    private static final Work B = new Work(Shape.DML, 1, 1000, 2);
    private static final Work C = new Work(Shape.DML, 1, 1000, 3);
    private static final Work D = new Work(Shape.DML, 1, 1001, 4);

    @Test
    void aGapThatOnlyContentCanShowIsNotMatchedByOriginAndTime() throws LogUnavailableException {
        // The replica has C and not yet B: by origin and time alone, C passes for B.
        assertThat(walk(List.of(A, C), true, List.of(A, B, C), false, false)).isInstanceOf(Ambiguous.class);
        assertThat(walk(List.of(A, C), true, List.of(A, B, D, C), false, false)).isInstanceOf(Ambiguous.class);
        assertThat(walk(List.of(A, C), true, List.of(A, B, C), true, false)).isInstanceOf(Different.class);
    }

    @Test
    void originAndTimeDecideWhereTheyAreUnmistakable() throws LogUnavailableException {
        assertThat(walk(List.of(A, B, C), true, withManyMore(List.of(A, B, C)), false, false))
                .isInstanceOfSatisfying(Matched.class, matched -> {
                    assertThat(matched.comparison()).isEqualTo(Comparison.ORIGIN_AND_TIME);
                    assertThat(matched.transactions()).isEqualTo(3);
                });
        assertThat(walk(List.of(A), true, List.of(A, B, C, D), false, true)).isInstanceOf(Matched.class);
    }

    @Test
    void aTargetThatMayFillAGapLaterIsNotMatchedByOriginAndTime() throws LogUnavailableException {
        // The target has C and will commit B and A later; the replica has A.
        assertThat(walk(List.of(A), true, List.of(C), false, false)).isInstanceOf(Ambiguous.class);
        assertThat(walk(List.of(A), true, List.of(C, D), false, false)).isInstanceOf(Ambiguous.class);
    }

    @Test
    void whatIsPendingByContentIsCountedByOriginOnceContentCannotBeCompared() throws LogUnavailableException {
        // A and B are swapped while content is compared; then comes one that is compressed.
        Work compressed = new Work(Shape.COMPRESSED, 1, 1000, 9);
        List<Work> here = List.of(A, B, compressed, D);
        List<Work> there = List.of(B, compressed, A, D);
        assertThat(walk(here, true, there, true, false)).isInstanceOf(Ambiguous.class);
        assertThat(walk(here, true, withManyMore(there), true, false))
                .isInstanceOfSatisfying(Matched.class, matched -> {
                    assertThat(matched.comparison()).isEqualTo(Comparison.ORIGIN_AND_TIME);
                    assertThat(matched.reordered()).isTrue();
                });
    }

    @Test
    void compressedTransactionsAreNeverSaidToBeComparedByContent() throws LogUnavailableException {
        Work compressed = new Work(Shape.COMPRESSED, 1, 1000, 9);
        assertThat(walk(List.of(compressed), true, List.of(compressed), true, true))
                .isInstanceOfSatisfying(Matched.class, matched ->
                        assertThat(matched.comparison()).isEqualTo(Comparison.ORIGIN_AND_TIME));
    }

    @Test
    void anEntryOnOneSidePassesForNothingElse() throws LogUnavailableException {
        Work later = new Work(Shape.ENTRY, 1, 1000, 2);
        assertThat(walk(List.of(A, B), true, List.of(A, later, B), false, true)).isInstanceOf(Different.class);
    }

    @Test
    void preparedXaTransactionsAreToldApartByTheirNames() throws LogUnavailableException {
        Work one = new Work(Shape.XA, 1, 1000, 3);
        Work other = new Work(Shape.XA, 1, 1000, 6);
        assertThat(walk(List.of(other), true, List.of(one, other), true, false)).isInstanceOf(Different.class);
    }

    @Test
    void anUnknownEventInTheWayIsARefusal() throws LogUnavailableException {
        Written here = write(List.of(A, B), true);
        List<LogEvent> events = new ArrayList<>(here.events());
        LogEvent last = events.getLast();
        events.add(new LogEvent(Kind.UNKNOWN, 1, 1, last.file(), last.end(), last.end() + 10, 0, null, null));
        assertThat(LogMatcher.walk(cursor(events), write(List.of(A, B), true).cursor(), rules(true, true)))
                .isInstanceOfSatisfying(MatchResult.NotReadable.class, unreadable ->
                        assertThat(unreadable.what()).contains("does not know"));
    }

    @Test
    void aTransactionThatACrashCutOffIsNotMixedWithTheNextOne() throws LogUnavailableException {
        Written here = Logs.write(List.of(ENTRY, A), Gtids.NONE, true, 3);
        List<LogEvent> crashed = new ArrayList<>(here.events());
        Written next = Logs.write(List.of(B), Gtids.NONE, true, 3);
        next.events().forEach(event -> crashed.add(new LogEvent(
                event.kind(), event.timestamp(), event.serverId(), "bin.1000042", event.start(), event.end(),
                event.content(), event.text(), event.gtid())));
        Written there = write(List.of(A, B, D), true);
        assertThat(LogMatcher.walk(cursor(crashed), there.cursor(), rules(true, true)))
                .isInstanceOfSatisfying(Matched.class, matched ->
                        assertThat(matched.at()).isEqualTo(there.ends().get(2)));
    }

    @Test
    void logsThatDoNotBeginWithTheSameEntryAreNotCompared() throws LogUnavailableException {
        Written here = Logs.write(List.of(new Work(Shape.ENTRY, 1, 1000, 5), A), Gtids.NONE, true, 1);
        assertThat(LogMatcher.walk(here.cursor(), write(List.of(A), true).cursor(), rules(true, true)))
                .isInstanceOf(Different.class);
        assertThat(LogMatcher.walk(cursor(List.of()), write(List.of(A), true).cursor(), rules(true, true)))
                .isInstanceOf(Different.class);
    }

    private static List<Work> withManyMore(List<Work> works) {
        List<Work> more = new ArrayList<>(works);
        for (int i = 0; i < 5000; i++) {
            more.add(new Work(Shape.DML, 1, 2000 + i, i));
        }
        return more;
    }

    private static MatchResult walk(
            List<Work> here, boolean hereRows, List<Work> there, boolean thereRows, boolean inOrder)
            throws LogUnavailableException {
        return LogMatcher.walk(
                write(here, hereRows).cursor(), write(there, thereRows).cursor(), rules(hereRows == thereRows, inOrder));
    }

    private static Written write(List<Work> works, boolean rows) {
        List<Work> all = new ArrayList<>(List.of(ENTRY));
        all.addAll(works);
        return Logs.write(all, Gtids.NONE, rows, 7);
    }

    private static Rules rules(boolean sameFormat, boolean inOrder) {
        return new Rules(sameFormat, 901, PseudoGtid.DEFAULT_PATTERN, inOrder);
    }

    private static EventCursor cursor(List<LogEvent> events) {
        Deque<LogEvent> left = new ArrayDeque<>(events);
        return new EventCursor() {
            @Override
            public @Nullable LogEvent next() {
                return left.poll();
            }

            @Override
            public void close() {}
        };
    }
}

package dev.tutti.core.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.log.EventCursor;
import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogEvent.Kind;
import dev.tutti.core.match.EntryScan.Newest;
import dev.tutti.core.match.EntryScan.Search;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class EntryScanTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final List<LogEvent> log = new ArrayList<>();

    @Test
    void whatStandsBehindTheNewestEntryIsKeptWithTheEntryAndItsGtid() throws Exception {
        entry(0);
        transaction();
        LogEvent gtid = add(Kind.GTID, null);
        LogEvent entry = entry(5);
        List<LogEvent> behind = transaction();

        Newest newest = EntryScan.newest(cursor(), PseudoGtid.DEFAULT_PATTERN, 100).orElseThrow();

        assertThat(newest.found().entry()).isEqualTo(at(5));
        assertThat(newest.found().start()).isEqualTo(gtid.startCoordinates());
        List<LogEvent> expected = new ArrayList<>(List.of(gtid, entry));
        expected.addAll(behind);
        assertThat(all(newest.since())).isEqualTo(expected);
    }

    @Test
    void whatIsMoreThanMayBeKeptIsToBeReadAgain() throws Exception {
        entry(0);
        transaction();

        assertThat(EntryScan.newest(cursor(), PseudoGtid.DEFAULT_PATTERN, 5).orElseThrow().since()).isNotNull();
        assertThat(EntryScan.newest(cursor(), PseudoGtid.DEFAULT_PATTERN, 4).orElseThrow().since()).isNull();
    }

    @Test
    void aNewerEntryIsKeptAlthoughTheStretchBeforeItWasTooLong() throws Exception {
        entry(0);
        transaction();
        LogEvent newer = entry(5);

        Newest newest = EntryScan.newest(cursor(), PseudoGtid.DEFAULT_PATTERN, 4).orElseThrow();

        assertThat(all(newest.since())).containsExactly(newer);
    }

    @Test
    void theLogGoesOnFromTheEntryThatWasLookedFor() throws Exception {
        entry(0);
        transaction();
        LogEvent wanted = entry(5);
        List<LogEvent> behind = transaction();

        Search search = EntryScan.find(cursor(), at(5), PseudoGtid.DEFAULT_PATTERN);

        List<LogEvent> expected = new ArrayList<>(List.of(wanted));
        expected.addAll(behind);
        assertThat(search).isInstanceOfSatisfying(Search.Here.class, here -> assertThat(all(here.log())).isEqualTo(expected));
    }

    @Test
    void aStretchWithoutAnyEntryDoesNotEndTheSearch() throws Exception {
        transaction();

        assertThat(EntryScan.find(cursor(), at(5), PseudoGtid.DEFAULT_PATTERN)).isEqualTo(new Search.NotHere(true));
    }

    @Test
    void aStretchThatBeginsWithAYoungerEntryDoesNotEndTheSearch() throws Exception {
        entry(200);

        assertThat(EntryScan.find(cursor(), at(5), PseudoGtid.DEFAULT_PATTERN)).isEqualTo(new Search.NotHere(true));
    }

    @Test
    void aStretchThatBeginsLongBeforeTheEntryEndsTheSearch() throws Exception {
        entry(0);
        entry(200);

        assertThat(EntryScan.find(cursor(), at(100), PseudoGtid.DEFAULT_PATTERN)).isEqualTo(new Search.NotHere(false));
    }

    @Test
    void anEntryIsFoundBehindAYoungerOneOfAnotherInjector() throws Exception {
        entry(7);
        LogEvent wanted = entry(5);

        assertThat(EntryScan.find(cursor(), at(5), PseudoGtid.DEFAULT_PATTERN))
                .isInstanceOfSatisfying(Search.Here.class, here -> assertThat(all(here.log())).containsExactly(wanted));
    }

    private static PseudoGtid at(int second) {
        return PseudoGtid.create(NOON.plusSeconds(second), 1, second);
    }

    private LogEvent entry(int second) {
        return add(Kind.STATEMENT, at(second).statement());
    }

    private List<LogEvent> transaction() {
        return List.of(add(Kind.BEGIN, null), add(Kind.TABLE_MAP, null), add(Kind.ROWS, null), add(Kind.COMMIT, null));
    }

    private LogEvent add(Kind kind, @Nullable String text) {
        long start = 4 + log.size() * 100L;
        LogEvent event = new LogEvent(kind, 0, 1, "log.1", start, start + 100, 0, text, null);
        log.add(event);
        return event;
    }

    private EventCursor cursor() {
        return new Replay(log, null);
    }

    private static List<LogEvent> all(@Nullable EventCursor cursor) {
        List<LogEvent> events = new ArrayList<>();
        if (cursor != null) {
            try {
                for (LogEvent event = cursor.next(); event != null; event = cursor.next()) {
                    events.add(event);
                }
            } catch (dev.tutti.core.log.LogUnavailableException e) {
                throw new AssertionError(e);
            }
        }
        return events;
    }
}

package dev.tutti.core.traffic.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.traffic.feed.Intent.Wanted;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class FeedPlanPropertiesTest {
    @Provide
    Arbitrary<Map<String, Entry>> tables() {
        Arbitrary<Map<String, String>> members = Arbitraries.maps(
                Arbitraries.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"), Arbitraries.of("1", "2")).ofMaxSize(4);
        return Arbitraries.maps(Arbitraries.of("writer", "readers", "other", "theirs"), members).ofMaxSize(4).map(all -> {
            Map<String, Entry> table = new TreeMap<>();
            all.forEach((name, who) -> table.put(name, Entry.of(name, who, "")));
            return table;
        });
    }

    private static Intent intent(Map<String, Entry> table, boolean writers) {
        return Intent.of(table.values().stream()
                .filter(entry -> !entry.name().equals("theirs"))
                .map(entry -> new Wanted(entry, writers ? Purpose.WRITER : Purpose.READERS))
                .toList());
    }

    @Property(tries = 2_000)
    void applyingTheChangesToWhatWasSeenGivesWhatIsWantedAndTouchesNothingElse(
            @ForAll("tables") Map<String, Entry> wanted,
            @ForAll("tables") Map<String, Entry> seen,
            @ForAll("tables") Map<String, Entry> confirmed,
            @ForAll Manner manner,
            @ForAll boolean writers) {
        Intent intent = intent(wanted, writers);

        FeedPlan plan = FeedPlan.of(intent, seen, confirmed, manner, true);
        Map<String, Entry> after = Change.apply(seen, plan.changes());

        assertThat(intent.isMetBy(after)).isTrue();
        assertThat(plan.changes()).allMatch(change -> intent.names().contains(change.name()));
        seen.forEach((name, entry) -> {
            if (!intent.names().contains(name)) {
                assertThat(after.get(name)).isEqualTo(entry);
            }
        });
        // Asked again, nothing is left to do.
        assertThat(FeedPlan.of(intent, after, confirmed, manner, true).changes()).isEmpty();
    }

    @Property(tries = 1_000)
    void nobodyComesToAWritersNameBeforeEverybodyWhoLeavesIsGone(
            @ForAll("tables") Map<String, Entry> wanted, @ForAll("tables") Map<String, Entry> seen) {
        FeedPlan plan = FeedPlan.of(intent(wanted, true), seen, Map.of(), Manner.STEPWISE, true);

        Map<String, Entry> now = seen;
        for (List<Change> stage : plan.stages()) {
            boolean adds = stage.stream().anyMatch(Change.Add.class::isInstance);
            if (adds) {
                now.values().stream()
                        .filter(entry -> wanted.containsKey(entry.name()) && !entry.name().equals("theirs"))
                        .forEach(entry -> assertThat(wanted.getOrDefault(entry.name(), entry).members().keySet())
                                .containsAll(entry.members().keySet()));
            }
            now = Change.apply(now, stage);
        }
    }

    @Property(tries = 1_000)
    void aReadersNameKeepsSomebodyThroughoutIfItHadSomebodyAndWillHave(
            @ForAll("tables") Map<String, Entry> wanted, @ForAll("tables") Map<String, Entry> seen) {
        FeedPlan plan = FeedPlan.of(intent(wanted, false), seen, Map.of(), Manner.STEPWISE, true);

        Map<String, Entry> now = seen;
        for (List<Change> stage : plan.stages()) {
            now = Change.apply(now, stage);
            for (Entry entry : now.values()) {
                boolean had = seen.containsKey(entry.name()) && !seen.get(entry.name()).isNone();
                boolean willHave = wanted.containsKey(entry.name()) && !wanted.get(entry.name()).isNone();
                if (had && willHave) {
                    assertThat(entry.isNone()).isFalse();
                }
            }
        }
    }
}

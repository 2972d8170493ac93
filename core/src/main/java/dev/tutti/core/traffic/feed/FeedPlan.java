package dev.tutti.core.traffic.feed;

import dev.tutti.core.traffic.feed.Intent.Wanted;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What one router must be told, in which order.
 *
 * @param stages each is made and seen to be made before the next begins
 * @param drift what somebody else has changed, mended or not
 */
public record FeedPlan(List<List<Change>> stages, List<Drift> drift) {
    public FeedPlan {
        stages = stages.stream().filter(stage -> !stage.isEmpty()).map(List::copyOf).toList();
        drift = List.copyOf(drift);
    }

    /**
     * Compares what is wanted with what is seen.
     *
     * @param seen what the router says now; entries whose names the intent does not have are not looked at
     * @param confirmed what we last read back, by name; a name without it has never been ours, or may hold half of our own work
     * @param mend whether what somebody else has changed is put right although nothing new is wanted
     */
    public static FeedPlan of(
            Intent intent, Map<String, Entry> seen, Map<String, Entry> confirmed, Manner manner, boolean mend) {
        List<Drift> drift = new ArrayList<>();
        List<Placed> changes = new ArrayList<>();
        for (Wanted wanted : intent.wanted().values()) {
            Entry to = wanted.entry();
            Entry found = seen.getOrDefault(to.name(), Entry.none(to.name()));
            Entry left = confirmed.get(to.name());
            if (found.equals(to)) {
                continue;
            }
            boolean leave = false;
            if (left != null && !left.equals(found)) {
                // A new wish is always carried out: a switch-over must not wait because somebody has touched a weight.
                leave = !mend && left.equals(to);
                drift.add(new Drift(left, found, !leave));
            }
            if (!leave) {
                changes.addAll(changes(found, to, wanted.purpose(), manner));
            }
        }
        List<List<Change>> stages = new ArrayList<>();
        for (int stage = 0; stage < 3; stage++) {
            int wanted = stage;
            stages.add(changes.stream().filter(change -> change.stage == wanted).map(Placed::change).toList());
        }
        return new FeedPlan(stages, drift);
    }

    private record Placed(int stage, Change change) {}

    private static List<Placed> changes(Entry found, Entry to, Purpose purpose, Manner manner) {
        return switch (manner) {
            case WHOLE -> List.of(new Placed(0, new Change.Replace(found, to)));
            case STEPWISE -> stepwise(found, to, purpose);
        };
    }

    private static List<Placed> stepwise(Entry found, Entry to, Purpose purpose) {
        int leaving = purpose == Purpose.WRITER ? 0 : 2;
        int coming = 2 - leaving;
        List<Placed> changes = new ArrayList<>();
        TreeSet<String> members = new TreeSet<>(found.members().keySet());
        members.addAll(to.members().keySet());
        for (String member : members) {
            String before = found.members().get(member);
            String after = to.members().get(member);
            if (after == null) {
                changes.add(new Placed(leaving, new Change.Remove(to.name(), member, Objects.requireNonNull(before))));
            } else if (before == null) {
                changes.add(new Placed(coming, new Change.Add(to.name(), member, after)));
            } else if (!before.equals(after)) {
                changes.add(new Placed(1, new Change.Alter(to.name(), member, before, after)));
            }
        }
        changes.sort(Comparator.comparingInt(Placed::stage));
        return changes;
    }

    /** All changes in their order. */
    public List<Change> changes() {
        return stages.stream().flatMap(List::stream).toList();
    }
}

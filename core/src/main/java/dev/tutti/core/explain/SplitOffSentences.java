package dev.tutti.core.explain;

import dev.tutti.core.galera.split.SplitOff;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a side of a split brain had that was given up, in a sentence. Stateless. */
public final class SplitOffSentences {
    private SplitOffSentences() {}

    public static String of(SplitOff side) {
        String nodes = String.join(", ", side.nodes());
        List<String> told = new ArrayList<>();
        Long count = side.count();
        if (count == null) {
            told.add("how many transactions only " + nodes + " had cannot be told");
        } else {
            told.add((side.certain() ? "" : "as far as can be told, ") + "only " + nodes + " had "
                    + (count == 0 ? "nothing that the other side has not" : GaleraSentences.count(count, "transaction"))
                    + since(side));
        }
        String folders = side.kept().stream()
                .map(SplitOff.Kept::folder)
                .filter(folder -> folder != null)
                .collect(Collectors.joining(", "));
        if (!folders.isEmpty()) {
            told.add("kept in " + folders);
        }
        told.addAll(side.doubts());
        return String.join("; ", told);
    }

    private static String since(SplitOff side) {
        Long since = side.since();
        Instant at = side.separatedAt();
        return since == null
                ? ""
                : ", since " + side.history() + ":" + since + (at == null ? "" : " (" + at + ")");
    }
}

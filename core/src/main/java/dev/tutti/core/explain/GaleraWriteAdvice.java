package dev.tutti.core.explain;

import dev.tutti.core.galera.advice.Recommendation;
import dev.tutti.core.galera.advice.WriteAdvice;
import dev.tutti.core.galera.advice.Writer;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Where a cluster's clients should write, as people and programs are told. Immutable.
 *
 * @param recommendation {@code any_node}, {@code by_site}, {@code one_writer} or {@code unknown}
 * @param reasons what it rests on
 * @param autoIncrement what there is to say about numbers that nodes give out by themselves
 */
public record GaleraWriteAdvice(
        String cluster,
        String recommendation,
        String sentence,
        List<String> reasons,
        List<WriterFigures> writers,
        List<TableFigures> tables,
        List<String> autoIncrement) {
    public GaleraWriteAdvice {
        reasons = List.copyOf(reasons);
        writers = List.copyOf(writers);
        tables = List.copyOf(tables);
        autoIncrement = List.copyOf(autoIncrement);
    }

    /**
     * One node.
     *
     * @param conflictShare share of its transactions that lost, 0 to 1; null if there were none
     * @param latencyMs how long a commit waits for the others; null if it was not measured
     */
    public record WriterFigures(
            String node,
            String site,
            double commitsPerSecond,
            double conflictsPerSecond,
            @Nullable Double conflictShare,
            @Nullable Double latencyMs) {
        static WriterFigures of(Writer writer) {
            return new WriterFigures(
                    writer.node().name(),
                    writer.node().site(),
                    writer.commitsPerSecond(),
                    writer.conflictsPerSecond(),
                    writer.share().orElse(null),
                    writer.latency().map(wait -> wait.toNanos() / 1e6).orElse(null));
        }
    }

    public record TableFigures(String table, long conflicts) {}

    public static GaleraWriteAdvice of(WriteAdvice advice) {
        return new GaleraWriteAdvice(
                advice.cluster(),
                name(advice.recommendation()),
                WriteAdviceSentences.of(advice.recommendation()),
                advice.reasons().stream().map(WriteAdviceSentences::of).toList(),
                advice.writers().stream().map(WriterFigures::of).toList(),
                advice.tables().stream().map(table -> new TableFigures(table.table(), table.count())).toList(),
                advice.numbering().stream().map(WriteAdviceSentences::of).toList());
    }

    private static String name(Recommendation recommendation) {
        return switch (recommendation) {
            case Recommendation.AnyNode any -> "any_node";
            case Recommendation.BySite bySite -> "by_site";
            case Recommendation.OneWriter one -> "one_writer";
            case Recommendation.Unknown unknown -> "unknown";
        };
    }
}

package dev.tutti.core.galera.advice;

import dev.tutti.core.galera.model.GaleraSight;

import java.time.Duration;
import java.util.List;

/**
 * Where the clients of a cluster should write, concluded from what was measured within a time. Immutable.
 *
 * @param reasons what the recommendation rests on, the weightiest first; never empty
 * @param writers every node whose figures are known, in the order of the description
 * @param tables conflicts that error logs tell of, most first, each table once
 * @param numbering what there is to say about numbers that nodes give out by themselves
 */
public record WriteAdvice(
        String cluster,
        Recommendation recommendation,
        List<Reason> reasons,
        List<Writer> writers,
        List<TableConflicts> tables,
        List<Numbering> numbering) {
    public WriteAdvice {
        reasons = List.copyOf(reasons);
        writers = List.copyOf(writers);
        tables = List.copyOf(tables);
        numbering = List.copyOf(numbering);
    }

    /**
     * @param before an earlier look
     * @param between the time between the two looks; an hour tells more than a second
     * @param tables what agents found in error logs; of one table there may be several, one from each node
     */
    public static WriteAdvice of(GaleraSight now, GaleraSight before, Duration between, List<TableConflicts> tables) {
        return WriteJudge.judge(now, before, between, tables);
    }
}

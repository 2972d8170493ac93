package dev.tutti.core.galera.advice;

import dev.tutti.core.galera.model.GaleraNode;

import java.util.List;

/** Where clients should write. */
public sealed interface Recommendation {
    /** Anywhere: they hardly ever want the same rows at the same time. */
    record AnyNode() implements Recommendation {}

    /**
     * The clients of each site at one node there, and each key at one site.
     *
     * @param writers the node of each site that most is written at already
     */
    record BySite(List<GaleraNode> writers) implements Recommendation {
        public BySite {
            writers = List.copyOf(writers);
        }
    }

    /**
     * All at one node: there, transactions that want the same row wait for each other instead of losing.
     *
     * @param node the one that most is written at already, so that least has to move
     */
    record OneWriter(GaleraNode node) implements Recommendation {}

    /** What was measured does not tell. */
    record Unknown() implements Recommendation {}
}

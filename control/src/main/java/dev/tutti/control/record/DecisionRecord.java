package dev.tutti.control.record;

import java.time.Instant;
import java.util.List;

/** A decision as the journal keeps it: what was concluded, from what, and what follows. */
public record DecisionRecord(
        Instant at,
        String chain,
        String subject,
        String kind,
        String verdict,
        String sentence,
        List<Recovery.Testimony> witnesses) {
    public DecisionRecord {
        witnesses = List.copyOf(witnesses);
    }
}

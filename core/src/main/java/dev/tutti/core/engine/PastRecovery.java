package dev.tutti.core.engine;

import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A recovery as far as later decisions depend on it.
 *
 * @param subject the server that had died
 * @param chain its chain
 * @param primary whether it was the primary
 * @param promoted who took over; null when nobody
 * @param acknowledged whether a person has taken note
 * @param ended when it ended; null while it runs, or when that is not known
 */
public record PastRecovery(
        Address subject,
        String chain,
        boolean primary,
        @Nullable Address promoted,
        Instant began,
        boolean acknowledged,
        @Nullable Instant ended) {
    /** One whose end is not known. */
    public PastRecovery(
            Address subject,
            String chain,
            boolean primary,
            @Nullable Address promoted,
            Instant began,
            boolean acknowledged) {
        this(subject, chain, primary, promoted, began, acknowledged, null);
    }

    PastRecovery promoted(Address by) {
        return new PastRecovery(subject, chain, primary, by, began, acknowledged, ended);
    }

    PastRecovery noted() {
        return new PastRecovery(subject, chain, primary, promoted, began, true, ended);
    }

    PastRecovery endedAt(Instant at) {
        return new PastRecovery(subject, chain, primary, promoted, began, acknowledged, at);
    }

    /**
     * Whether it holds further ones back. One that was interrupted before it had changed anything is told with a beginning at
     * the epoch: it is to be done anew at once, whenever its end is told.
     */
    boolean counts() {
        return began.isAfter(Instant.EPOCH);
    }

    /** From when on a further recovery is held back: its end, as far as that is known. */
    Instant over() {
        return ended == null ? began : ended;
    }
}

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
 */
public record PastRecovery(
        Address subject,
        String chain,
        boolean primary,
        @Nullable Address promoted,
        Instant began,
        boolean acknowledged) {}

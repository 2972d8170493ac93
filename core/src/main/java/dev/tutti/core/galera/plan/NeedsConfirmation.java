package dev.tutti.core.galera.plan;

import java.util.List;

/**
 * A plan that is not carried out before a person has agreed to each of the concerns, as they stand: when a look shows other
 * figures, it is asked again.
 *
 * @param plan what is done then
 * @param concerns exactly what would be lost, or is not known; never empty
 */
public record NeedsConfirmation(GaleraPlan plan, List<Concern> concerns) implements GaleraPlanned {
    public NeedsConfirmation {
        concerns = List.copyOf(concerns);
        if (concerns.isEmpty()) {
            throw new IllegalArgumentException("nothing to confirm");
        }
    }
}

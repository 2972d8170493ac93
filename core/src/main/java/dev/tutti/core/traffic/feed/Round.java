package dev.tutti.core.traffic.feed;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** How one round with a router ended. */
public sealed interface Round {
    /**
     * It was read back.
     *
     * @param changes what was changed, in order; empty if nothing had to be
     * @param seen what it says now at our names
     * @param drift what somebody else had changed
     */
    record ReadBack(List<Change> changes, Map<String, Entry> seen, List<Drift> drift) implements Round {
        public ReadBack {
            changes = List.copyOf(changes);
            seen = Map.copyOf(seen);
            drift = List.copyOf(drift);
        }
    }

    /**
     * It did not come to its end.
     *
     * @param touched names at which some of our work may stand already
     * @param made how many of the changes were confirmed before
     * @param planned of how many
     */
    record Failed(Failure failure, Set<String> touched, int made, int planned) implements Round {
        public Failed {
            touched = Set.copyOf(touched);
        }
    }
}

package dev.tutti.core.traffic.evidence;

import dev.tutti.core.model.Address;

import java.util.List;

/** Who takes the writes of a chain. */
public sealed interface WriterKnown {
    /** The one server that is held to be the primary. */
    record Held(Address primary) implements WriterKnown {}

    /**
     * Nobody is held to be it: a failover is under way, or too little is seen.
     *
     * @param why a part of a sentence, such as {@code server 1 is being replaced}
     */
    record Unknown(String why) implements WriterKnown {}

    /** More than one server claims to be it, and it is not decided yet. */
    record Claimed(List<Address> claimants) implements WriterKnown {
        public Claimed {
            claimants = List.copyOf(claimants);
        }
    }
}

package dev.tutti.core.galera.plan;

import dev.tutti.core.model.Address;

/** A node that a plan leaves as it is, with the reason. It is reported, never forgotten. */
public record Left(Address node, Why why) {
    public enum Why {
        /** Nothing is known of it. */
        SILENT,
        /** It has more than the cluster: joining would throw that away. */
        AHEAD,
        /** Its data belong to another history. */
        OTHER_HISTORY,
        /** Its data folder cannot be vouched for. */
        TAINTED,
        /** Its data cannot be read. */
        BROKEN,
        /** Its position was not looked for. */
        NO_POSITION,
        /** It lives, and joins by itself as soon as it sees the others. */
        JOINS_BY_ITSELF,
        /** The group found that it differs; only a full transfer helps. */
        VOTED_OUT,
        /** It was set aside, and comes back only when a person releases it. */
        QUARANTINED,
        /** It was on the given up side of a split brain. */
        SPLIT_OFF,
        /** Nobody could give it a state now. */
        NO_DONOR,
        /** A state transfer to it is under way. */
        TRANSFER_UNDER_WAY
    }
}

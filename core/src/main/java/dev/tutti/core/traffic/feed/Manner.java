package dev.tutti.core.traffic.feed;

/** How a router takes changes. */
public enum Manner {
    /** An entry is replaced by another in one exchange: clients see the one or the other. */
    WHOLE,
    /** Members come, go and change one by one; there are no settings of a whole entry. */
    STEPWISE
}

package dev.tutti.control.notify;

/** When the outside is told. */
public enum Moment {
    /** A death is certain, whatever follows from it. */
    DETECTED,
    /** A recovery is about to change the first server. A failure of this hook stops it. */
    BEFORE,
    /** A recovery has reached its goal. */
    AFTER,
    /** A recovery ended without reaching its goal. */
    FAILED
}

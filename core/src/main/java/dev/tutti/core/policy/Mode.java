package dev.tutti.core.policy;

/** How far Tutti may go by itself for one kind of failure. */
public enum Mode {
    /** Recovers by itself. */
    AUTOMATIC,
    /** Diagnoses, says what it would do, and waits for a person. */
    BY_HAND,
    /** Diagnoses only, and refuses a person's request for it as well. */
    OFF
}

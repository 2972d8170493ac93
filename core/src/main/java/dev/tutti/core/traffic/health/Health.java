package dev.tutti.core.traffic.health;

/** What the checks of a target say. */
public enum Health {
    /** Too little has been seen yet. Nothing is known against it, so clients may go there. */
    UNKNOWN,
    UP,
    DOWN
}

package dev.tutti.control.act;

import dev.tutti.core.model.Address;

/** What performing a step came to. */
public sealed interface StepResult {
    /** What was seen, for people. */
    String detail();

    /** Performed and verified. */
    record Done(String detail) implements StepResult {}

    /** Not performed, or undone again: the server is as it was, except where the detail says otherwise. */
    record Failed(Address server, String detail) implements StepResult {}
}

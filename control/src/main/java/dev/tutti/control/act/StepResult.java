package dev.tutti.control.act;

import dev.tutti.core.model.Address;
import org.jspecify.annotations.Nullable;

/** What performing a step came to. */
public sealed interface StepResult {
    /** What was seen, for people. */
    String detail();

    /**
     * Performed and verified.
     *
     * @param warning what people have to know all the same, in a part of a sentence; null when there is nothing
     */
    record Done(String detail, @Nullable String warning) implements StepResult {
        public Done(String detail) {
            this(detail, null);
        }
    }

    /** Not performed, or undone again: the server is as it was, except where the detail says otherwise. */
    record Failed(Address server, String detail) implements StepResult {}
}

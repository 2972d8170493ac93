package dev.tutti.agent.act;

import java.util.List;
import java.util.Map;

/** How an action ended. */
public sealed interface Outcome {
    String message();

    /**
     * It did what it is for.
     *
     * @param details what it found, by name: a position, a folder, a rate
     */
    record Done(String message, Map<String, Object> details) implements Outcome {
        public Done {
            details = Map.copyOf(details);
        }

        public Done(String message) {
            this(message, Map.of());
        }
    }

    /** Nothing was changed. */
    record Refused(String message) implements Outcome {}

    /**
     * It was tried.
     *
     * @param exitCode of the program that failed; -1 when none ended
     * @param output the program's last lines
     */
    record Failed(String message, int exitCode, List<String> output) implements Outcome {
        public Failed {
            output = List.copyOf(output);
        }

        public Failed(String message) {
            this(message, -1, List.of());
        }
    }
}

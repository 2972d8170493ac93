package dev.tutti.agent.host;

import java.time.Instant;
import java.util.List;

/** Whether the server's process runs. */
public sealed interface Presence {
    /**
     * It runs.
     *
     * @param startedAt tells it from a later process with the same number
     * @param announced whether its pid file names it, which a server writes when it is up; before, it starts, recovers or
     *     receives a state transfer
     * @param commandLine what it was started with
     */
    record Running(long pid, Instant startedAt, boolean announced, List<String> commandLine) implements Presence {
        public Running {
            commandLine = List.copyOf(commandLine);
        }
    }

    record NotRunning() implements Presence {}

    /** It could not be found out, so nothing may rest on either. */
    record Unknown(String why) implements Presence {}
}

package dev.tutti.agent.act;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An action as it stands: what is answered, and what the journal keeps.
 *
 * @param kind with its arguments in {@code request}, as they came
 * @param by who asked
 * @param ended null while it runs
 * @param message of a running action what it does now, of another how it ended
 * @param exitCode of a program that failed; null when there is none
 */
public record ActionView(
        String id,
        String kind,
        String request,
        String by,
        State state,
        Instant accepted,
        @Nullable Instant ended,
        String message,
        @Nullable Integer exitCode,
        List<String> output,
        Map<String, Object> details) {
    /** Where an action is. */
    public enum State {
        RUNNING,
        DONE,
        REFUSED,
        FAILED,
        /** The agent itself ended while it ran: what it had done by then only a report can tell. */
        INTERRUPTED
    }

    public ActionView {
        output = List.copyOf(output);
        details = Map.copyOf(details);
    }

    static ActionView accepted(ActionRequest request, String by, Instant at) {
        return new ActionView(request.id(), request.kind(), request.canonical(), by, State.RUNNING, at, null,
                "accepted", null, List.of(), Map.of());
    }

    ActionView doing(String what) {
        return new ActionView(id, kind, request, by, state, accepted, ended, what, exitCode, output, details);
    }

    ActionView interrupted(Instant at) {
        return new ActionView(id, kind, request, by, State.INTERRUPTED, accepted, at,
                "the agent ended while this was being done; what had happened by then, a report tells", null, List.of(),
                Map.of());
    }

    ActionView ended(Outcome outcome, Instant at) {
        return switch (outcome) {
            case Outcome.Done done -> new ActionView(
                    id, kind, request, by, State.DONE, accepted, at, done.message(), null, List.of(), done.details());
            case Outcome.Refused refused -> new ActionView(
                    id, kind, request, by, State.REFUSED, accepted, at, refused.message(), null, List.of(), Map.of());
            case Outcome.Failed failed -> new ActionView(
                    id, kind, request, by, State.FAILED, accepted, at, failed.message(),
                    failed.exitCode() < 0 ? null : failed.exitCode(), failed.output(), Map.of());
        };
    }
}

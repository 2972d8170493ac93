package dev.tutti.control.agents;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.util.List;

/**
 * An action as an agent tells of it.
 *
 * @param message of a running action what it does now, of another how it ended
 * @param details what it found, such as {@code uuid} and {@code seqno}
 */
public record AgentAction(
        String id,
        String kind,
        String state,
        String message,
        @Nullable Integer exitCode,
        @Nullable List<String> output,
        @Nullable JsonNode details) {
    public boolean running() {
        return state.equals("running");
    }

    public boolean done() {
        return state.equals("done");
    }

    /** A detail as text; empty when it was not told. */
    public String detail(String name) {
        return details == null ? "" : details.path(name).asString("");
    }

    public double number(String name) {
        return details == null ? -1 : details.path(name).asDouble(-1);
    }
}

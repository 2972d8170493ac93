package dev.tutti.control.agents;

import java.util.List;

/**
 * What the checks of an agent's host found last.
 *
 * @param life another one after each start of the agent, from which on numbers begin anew
 */
public record AgentObservations(String life, List<Seen> checks) {
    /**
     * What a check found last.
     *
     * @param number how many results there were, this one included
     * @param streak how many of the last ones were of this one's kind
     */
    public record Seen(
            String check, String kind, String address, long number, boolean success, int streak, String detail, long ageMillis) {}
}

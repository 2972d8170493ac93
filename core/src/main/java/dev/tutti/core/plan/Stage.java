package dev.tutti.core.plan;

import java.util.List;

/**
 * Steps that belong together.
 *
 * @param title what it is for, for people
 * @param parallel whether the steps may run at the same time, as they concern different servers
 * @param vital whether the plan ends when one step fails; otherwise a failure concerns its server alone
 */
public record Stage(String title, boolean parallel, boolean vital, List<Step> steps) {
    public Stage {
        steps = List.copyOf(steps);
    }

    /** Whether the plan goes on while it is under way: telling clients changes no server, so nobody waits for a slow router. */
    public boolean beside() {
        return !steps.isEmpty() && steps.stream().allMatch(step -> step instanceof Step.TellClients);
    }
}

package dev.tutti.core.traffic.decide;

import dev.tutti.core.traffic.evidence.Knowledge;
import dev.tutti.core.traffic.health.Health;
import dev.tutti.core.traffic.health.Judgement;

import java.util.Map;

/**
 * All that a decision depends on.
 *
 * @param checks what is concluded from each check, by its name
 */
public record Situation(Knowledge knowledge, Map<String, Judgement> checks, Overrides overrides, Sites sites) {
    private static final Judgement UNSEEN = new Judgement(Health.UNKNOWN, "it has not been checked yet");

    Judgement check(String name) {
        return checks.getOrDefault(name, UNSEEN);
    }
}

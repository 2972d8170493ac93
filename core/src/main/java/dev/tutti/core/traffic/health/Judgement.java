package dev.tutti.core.traffic.health;

/**
 * What is concluded about a target.
 *
 * @param because why, as the part of a sentence that follows "because", such as {@code 2 of 3 observers see it fail (refused)}
 */
public record Judgement(Health health, String because) {
    /** Of what has no check: Route 53 holds it to be healthy, and so do we. */
    public static final Judgement UNCHECKED = new Judgement(Health.UP, "nothing checks it");
}

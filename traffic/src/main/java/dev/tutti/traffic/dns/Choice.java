package dev.tutti.traffic.dns;

import java.util.List;

/** Answers of which one is given, by chance. Immutable; choosing allocates nothing. */
final class Choice {
    private final Body[] bodies;
    /** Sums of the weights up to each body; the last is the sum of all. */
    private final int[] upTo;

    /** @param weights as many as bodies, their sum positive */
    private Choice(Body[] bodies, int[] weights) {
        this.bodies = bodies;
        this.upTo = new int[weights.length];
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            upTo[i] = sum;
        }
    }

    static Choice of(Body only) {
        return new Choice(new Body[] {only}, new int[] {1});
    }

    static Choice evenly(List<Body> bodies) {
        int[] weights = new int[bodies.size()];
        java.util.Arrays.fill(weights, 1);
        return new Choice(bodies.toArray(Body[]::new), weights);
    }

    static Choice weighted(List<Body> bodies, List<Integer> weights) {
        int[] all = weights.stream().mapToInt(Integer::intValue).toArray();
        if (java.util.Arrays.stream(all).sum() == 0) {
            return evenly(bodies);
        }
        return new Choice(bodies.toArray(Body[]::new), all);
    }

    /** @param chance any number */
    Body pick(int chance) {
        if (bodies.length == 1) {
            return bodies[0];
        }
        // The high half of a product maps 32 random bits evenly onto the sum, without a division.
        int at = (int) (((chance & 0xffff_ffffL) * upTo[upTo.length - 1]) >>> 32);
        int i = 0;
        while (at >= upTo[i]) {
            i++;
        }
        return bodies[i];
    }
}

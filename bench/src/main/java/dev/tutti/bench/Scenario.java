package dev.tutti.bench;

import java.util.Locale;

/** What is done to which server of a chain {@code 1 <- 2,3,4} and {@code 4 <- 5,6}. */
enum Scenario {
    PRIMARY("primary killed", "1", 1.0, 3.0),
    INTERMEDIATE("intermediate killed", "4", 1.0, Double.POSITIVE_INFINITY),
    PAUSE("primary paused", "1", 5.0, Double.POSITIVE_INFINITY);

    final String title;
    final String victim;
    /** What is required, in seconds, of the phase that clients feel. */
    final double requiredP50;

    final double requiredWorst;

    Scenario(String title, String victim, double requiredP50, double requiredWorst) {
        this.title = title;
        this.victim = victim;
        this.requiredP50 = requiredP50;
        this.requiredWorst = requiredWorst;
    }

    /** Whether clients cannot write until another server is promoted. */
    boolean stopsWrites() {
        return this != INTERMEDIATE;
    }

    /** As the command line names it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.tutti.core.traffic.decide;

import dev.tutti.core.traffic.name.Target;

/**
 * Somebody who could serve a name.
 *
 * @param rank among those that stand alike, the smaller the better; only used when nobody is good
 * @param why what its standing was concluded from, as the part of a sentence that follows "because"
 */
record Candidate(Target target, Standing standing, long rank, String why) {
    enum Standing {
        /** Clients may go there. */
        GOOD,
        /** Only when nobody is good, where opening is safe. */
        LAST_RESORT,
        /** Never. */
        BARRED
    }

    static Candidate good(Target target, String why) {
        return new Candidate(target, Standing.GOOD, 0, why);
    }

    static Candidate lastResort(Target target, long rank, String why) {
        return new Candidate(target, Standing.LAST_RESORT, rank, why);
    }

    static Candidate barred(Target target, String why) {
        return new Candidate(target, Standing.BARRED, 0, why);
    }

    boolean isGood() {
        return standing == Standing.GOOD;
    }
}

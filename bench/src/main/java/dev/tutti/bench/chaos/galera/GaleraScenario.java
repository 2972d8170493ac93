package dev.tutti.bench.chaos.galera;

/**
 * One thing that happens to a cluster.
 *
 * @param name letters and dashes, for {@code --only}
 * @param happens what is broken
 * @param expected what must come of it
 * @param cluster what it happens to
 */
record GaleraScenario(String name, String happens, String expected, Cast cluster, Script script) {
    /** Breaks something and checks what comes of it. */
    @FunctionalInterface
    interface Script {
        /** @throws Exception if anything is not as it must be */
        void play(Scene scene) throws Exception;
    }
}

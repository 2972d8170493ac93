package dev.tutti.bench.chaos.galera;

/** Something is not as it must be. */
final class Surprise extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Surprise(String what) {
        super(what);
    }
}

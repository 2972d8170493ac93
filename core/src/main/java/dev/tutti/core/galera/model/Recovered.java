package dev.tutti.core.galera.model;

/** What {@code --wsrep-recover} found: the position in the data itself, whatever the files beside it claim. */
public sealed interface Recovered {
    /** It was not run: the process runs, or nobody asked for it. */
    record NotTried() implements Recovered {}

    /** @param position its UUID may be zero, when the data were never part of a cluster */
    record Found(GaleraPosition position) implements Recovered {}

    /** It ended without error and told no position. */
    record Nothing() implements Recovered {}

    /** @param exitCode of the process: 1 for data that InnoDB cannot read; -1 when it did not end within its deadline */
    record Failed(int exitCode, String detail) implements Recovered {}
}

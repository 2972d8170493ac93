package dev.tutti.bench.galera;

import org.jspecify.annotations.Nullable;

/**
 * What one run of a figure measured, in seconds from the moment that something was broken.
 *
 * @param kind as {@code --only} names it
 * @param noticed when the control plane saw it
 * @param decided when it knew what to do: after an outage, agents have looked for the positions by then
 * @param own what it needed for itself, without what servers and agents took for the steps that it ordered
 * @param done when all nodes were Synced again; null where nothing comes back by itself
 * @param foretold what it said that a full transfer would take; null where none was
 * @param problem null when nothing was lost and everything came out as foretold
 */
record GaleraRun(
        String kind,
        int run,
        @Nullable Double noticed,
        @Nullable Double decided,
        @Nullable Double own,
        @Nullable Double done,
        @Nullable Double foretold,
        @Nullable String problem) {}

package dev.tutti.bench.chaos.galera;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What came of a scenario.
 *
 * @param facts what was seen on the way, in words
 * @param problem what was not as it must be; null when all was
 */
record Result(
        String name, String happens, String expected, double seconds, List<String> facts, @Nullable String problem) {
    Result {
        facts = List.copyOf(facts);
    }
}

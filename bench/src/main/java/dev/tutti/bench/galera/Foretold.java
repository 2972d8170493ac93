package dev.tutti.bench.galera;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the control plane foretold of a join, in its own words. Stateless. */
public final class Foretold {
    private static final Pattern ABOUT = Pattern.compile("; about (\\d+(?:\\.\\d+)?) (ms|s|min|h)");

    private Foretold() {}

    /** Whether the joiner was to get only what it lacked. */
    public static boolean incremental(RecoverySeen recovery) {
        return recovery.steps("join_node").stream()
                .anyMatch(step -> step.path("sentence").asString("").contains("that it lacks"));
    }

    /** How many seconds the first join was to take; empty while its step does not say. */
    public static Optional<Double> seconds(RecoverySeen recovery) {
        return recovery.steps("join_node").stream()
                .map(step -> ABOUT.matcher(step.path("sentence").asString("")))
                .filter(Matcher::find)
                .findFirst()
                .map(about -> Double.parseDouble(about.group(1)) * switch (about.group(2)) {
                    case "h" -> 3600;
                    case "min" -> 60;
                    case "ms" -> 0.001;
                    default -> 1;
                });
    }
}

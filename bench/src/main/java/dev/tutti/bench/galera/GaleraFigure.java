package dev.tutti.bench.galera;

import dev.tutti.bench.Spread;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** What is measured, and what is asked of it. */
enum GaleraFigure {
    ONE("one node killed", 10, 1.0),
    ALL("all nodes killed under load", 25, Double.POSITIVE_INFINITY),
    SPLIT("split brain", 5, 5),
    TRANSFER("full transfer at 20 Mbit/s", Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    final String title;
    /** Seconds: the median of what is felt. */
    private final double requiredP50;
    /** Seconds: the worst time until it is noticed. */
    private final double requiredNoticed;

    GaleraFigure(String title, double requiredP50, double requiredNoticed) {
        this.title = title;
        this.requiredP50 = requiredP50;
        this.requiredNoticed = requiredNoticed;
    }

    /** As the command line names it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the runs reach what is asked for; empty when nothing is. */
    String verdict(List<GaleraRun> runs) {
        @Nullable Spread spread = spread(runs, this == SPLIT ? GaleraRun::noticed : GaleraRun::done);
        @Nullable Spread noticed = spread(runs, GaleraRun::noticed);
        if (spread == null || noticed == null || Double.isInfinite(requiredP50)) {
            return "";
        }
        boolean reached = spread.p50() <= requiredP50 && noticed.worst() <= requiredNoticed;
        return String.format(Locale.ROOT, "required: p50 <= %.0f s%s: %s", requiredP50,
                Double.isInfinite(requiredNoticed) ? "" : String.format(Locale.ROOT, ", noticed <= %.0f s", requiredNoticed),
                reached ? "reached" : "NOT reached");
    }

    /** How one of their times is spread; null when no run has it. */
    static @Nullable Spread spread(List<GaleraRun> runs, Function<GaleraRun, @Nullable Double> of) {
        List<Double> values = runs.stream().map(of).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
        return values.isEmpty() ? null : Spread.of(values);
    }
}

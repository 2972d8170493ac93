package dev.tutti.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * How the runs of one figure are spread.
 *
 * @param p50 the median; of an even number of runs, the mean of the two in the middle
 */
public record Spread(int runs, double best, double p50, double worst) {
    /** @param values at least one */
    public static Spread of(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double p50 = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(sorted.size(), sorted.getFirst(), p50, sorted.getLast());
    }

    /** Seconds for people: milliseconds below one second. */
    public static String time(double seconds) {
        return seconds < 0.9995
                ? String.format(Locale.ROOT, seconds < 0.01 ? "%.1f ms" : "%.0f ms", seconds * 1000)
                : String.format(Locale.ROOT, "%.2f s", seconds);
    }
}

package dev.tutti.core.traffic.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people have said, the oldest first.
 *
 * @param all the last that matches a target counts
 */
public record Overrides(List<Forced> all) {
    public static final Overrides NONE = new Overrides(List.of());

    public Overrides {
        all = List.copyOf(all);
    }

    public Optional<Forced> about(String target) {
        return all.reversed().stream().filter(one -> one.matches(target)).findFirst();
    }

    /** With one more, which comes last; what was said with the same pattern before is forgotten. */
    public Overrides with(Forced forced) {
        List<Forced> next = new ArrayList<>(without(forced.pattern()).all);
        next.add(forced);
        return new Overrides(next);
    }

    /** Without what was said with exactly this pattern. */
    public Overrides without(String pattern) {
        return new Overrides(all.stream().filter(one -> !one.pattern().equals(pattern)).toList());
    }
}

package dev.tutti.core.traffic.health;

import java.util.List;

/**
 * A check over other checks.
 *
 * @param needed how many of them must be up, 1 to as many as there are
 */
public record Calculated(List<String> children, int needed) {
    /** Route 53's limit. */
    public static final int MOST = 256;

    public Calculated {
        children = List.copyOf(children);
        if (children.isEmpty() || children.size() > MOST) {
            throw new IllegalArgumentException("a calculated check has 1 to " + MOST + " others below it");
        }
        if (needed < 1 || needed > children.size()) {
            throw new IllegalArgumentException("1 to " + children.size() + " of them can be needed");
        }
    }

    /**
     * Concludes from its children: one of which nothing is known could go either way.
     *
     * @param judged in the order of {@link #children}
     */
    public Judgement judge(List<Judgement> judged) {
        long up = judged.stream().filter(one -> one.health() == Health.UP).count();
        long unknown = judged.stream().filter(one -> one.health() == Health.UNKNOWN).count();
        String counted = up + " of " + judged.size() + " checks below it are up, " + needed + " are needed";
        if (up >= needed) {
            return new Judgement(Health.UP, counted);
        }
        return new Judgement(up + unknown >= needed ? Health.UNKNOWN : Health.DOWN, counted);
    }
}

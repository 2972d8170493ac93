package dev.tutti.traffic.health;

import dev.tutti.core.traffic.health.Calculated;
import dev.tutti.core.traffic.health.Health;
import dev.tutti.core.traffic.health.Judgement;
import dev.tutti.core.traffic.health.Observers;
import dev.tutti.core.traffic.health.Opinion;
import dev.tutti.traffic.zone.Check;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What all observers have seen of all checks, and what is concluded from it. Thread-safe; a result that changes nothing costs no more than
 * writing it down.
 */
public final class Observatory {
    private static final int MOST_OBSERVERS = 64;

    private final InstantSource clock;
    private final int share;
    private final Consumer<Set<String>> changed;
    private final Map<String, Map<String, Opinion>> opinions = new ConcurrentHashMap<>();
    private final Map<String, Judgement> judgements = new ConcurrentHashMap<>();
    private volatile Watching watching = new Watching(Map.of(), Map.of(), Map.of());

    private record Watching(Map<String, Check> checks, Map<String, Calculated> calculated, Map<String, Set<String>> above) {}

    /**
     * Makes an empty one.
     *
     * @param share see {@link Observers}
     * @param changed is given the checks whose health has changed; returns at once
     */
    public Observatory(InstantSource clock, int share, Consumer<Set<String>> changed) {
        this.clock = clock;
        this.share = share;
        this.changed = changed;
    }

    /** From now on these are the checks. What was seen of those that stay is kept. */
    public synchronized void watch(Map<String, Check> checks, Map<String, Calculated> calculated) {
        Map<String, Set<String>> above = new HashMap<>();
        calculated.forEach((name, counted) ->
                counted.children().forEach(child -> above.computeIfAbsent(child, any -> new HashSet<>()).add(name)));
        Watching before = watching;
        watching = new Watching(Map.copyOf(checks), Map.copyOf(calculated), above);
        // What is checked in another way is another check.
        opinions.keySet().removeIf(name -> !checks.containsKey(name) || !checks.get(name).equals(before.checks.get(name)));
        judgements.keySet().retainAll(opinions.keySet());
        Set<String> all = new HashSet<>(checks.keySet());
        all.addAll(calculated.keySet());
        for (String name : all) {
            judgements.put(name, judge(name));
        }
    }

    /**
     * Takes a result.
     *
     * @param detail a few words on what was found
     * @return whether there is such a check of which the observer's word counts, and room for one more observer
     */
    public boolean report(String check, String observer, boolean success, String detail) {
        Check known = watching.checks.get(check);
        if (known == null || !known.watchers().counts(observer)) {
            return false;
        }
        Map<String, Opinion> its = opinions.computeIfAbsent(check, name -> new ConcurrentHashMap<>(2));
        if (!its.containsKey(observer) && its.size() >= MOST_OBSERVERS) {
            return false;
        }
        its.compute(observer, (who, before) ->
                (before == null ? Opinion.NONE : before).after(success, clock.instant(), detail, known.thresholds()));
        settle(check);
        return true;
    }

    /** Concludes anew from observers that have fallen silent. Called now and then. */
    public void look() {
        watching.checks.keySet().forEach(this::settle);
    }

    /** One at a time: an older conclusion must not replace a newer one. */
    private synchronized void settle(String check) {
        Set<String> dirty = new HashSet<>();
        settle(check, dirty);
        if (!dirty.isEmpty()) {
            changed.accept(dirty);
        }
    }

    private void settle(String name, Set<String> dirty) {
        Judgement now = judge(name);
        Judgement before = judgements.put(name, now);
        if ((before == null ? Health.UNKNOWN : before.health()) != now.health() && dirty.add(name)) {
            watching.above.getOrDefault(name, Set.of()).forEach(one -> settle(one, dirty));
        }
    }

    private Judgement judge(String name) {
        Watching now = watching;
        Calculated calculated = now.calculated.get(name);
        if (calculated != null) {
            List<Judgement> children = new ArrayList<>();
            for (String child : calculated.children()) {
                children.add(now.calculated.containsKey(child) ? judge(child) : judgements.getOrDefault(child, judge(child)));
            }
            return calculated.judge(children);
        }
        Check check = now.checks.get(name);
        Duration interval = check == null ? Duration.ofSeconds(10) : check.interval();
        // An observer counts as silent when it has missed three of its turns, and a second for the way.
        int needed = check == null ? share : check.watchers().share().orElse(share);
        return new Observers(needed, interval.multipliedBy(4).plusSeconds(1))
                .judge(opinions.getOrDefault(name, Map.of()), clock.instant());
    }

    /** What is concluded from each check: a view of what changes under the reader. */
    public Map<String, Judgement> judgements() {
        return judgements;
    }

    /** What each observer thinks of a check. */
    public Map<String, Opinion> opinions(String check) {
        return new TreeMap<>(opinions.getOrDefault(check, Map.of()));
    }
}

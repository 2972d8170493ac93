package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.decide.Overrides;
import dev.tutti.core.traffic.health.Health;
import dev.tutti.core.traffic.health.Judgement;
import dev.tutti.core.traffic.tell.Change;
import dev.tutti.core.traffic.tell.History;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Writes down what happens to names, and to what decides about them. Thread-safe; readers never wait. */
public final class Chronicle {
    private final InstantSource clock;
    private final Consumer<List<Change>> listener;
    private final Map<String, Health> checks = new HashMap<>();
    private final List<Change> round = new ArrayList<>();
    private volatile History history;

    /**
     * Makes one, and writes down that it goes on after an earlier one.
     *
     * @param before what is known from an earlier time, the oldest first
     * @param listener is given what is new, the oldest first; returns at once
     */
    public Chronicle(InstantSource clock, List<Change> before, Consumer<List<Change>> listener) {
        this.clock = clock;
        this.listener = listener;
        this.history = new History(before);
        if (!before.isEmpty()) {
            add(List.of(Change.ofStart(now())));
        }
        // What was down when an earlier server ended has come back when this one first finds it up.
        before.stream().filter(change -> change.kind() == Change.Kind.CHECK).forEach(change -> checks.put(
                change.subject(), change.to().equals(List.of("down")) ? Health.DOWN : Health.UNKNOWN));
    }

    /** What is written down. */
    public History history() {
        return history;
    }

    /**
     * A name was decided anew.
     *
     * @param before null when it was not there
     */
    synchronized void answered(List<String> sites, @Nullable List<Route> before, List<Route> after) {
        if (before != null) {
            round.addAll(Change.ofName(now(), sites, before, after));
        }
    }

    /** What was decided together is told together. */
    synchronized void roundEnds() {
        List<Change> all = List.copyOf(round);
        round.clear();
        add(all);
    }

    /** The health of these is another one. */
    synchronized void checked(Set<String> names, Map<String, Judgement> judgements) {
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            Judgement now = judgements.get(name);
            if (now != null) {
                Health before = checks.put(name, now.health());
                changes.addAll(Change.ofCheck(now(), name, before == null ? Health.UNKNOWN : before, now));
            }
        }
        add(changes);
    }

    /** People have said something. */
    synchronized void overruled(Overrides before, Overrides after) {
        add(Change.ofOverrides(now(), before, after));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void add(List<Change> changes) {
        if (!changes.isEmpty()) {
            history = history.with(changes);
            listener.accept(changes);
        }
    }
}

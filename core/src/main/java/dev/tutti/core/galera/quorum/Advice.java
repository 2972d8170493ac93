package dev.tutti.core.galera.quorum;

import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.galera.quorum.WhatIf.Case;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A change that helps, with the proof: every case was played again with it.
 *
 * @param saves cases that are an outage now and would not be
 * @param costs cases that are none now and would be one; weights always have some
 * @param remaining outages that are left, among those that the layout has now
 */
public record Advice(Change change, List<Case> saves, List<Case> costs, int remaining) {
    /** More than this would be a redesign, which is not ours to propose. */
    private static final int MOST = 5;

    public Advice {
        saves = List.copyOf(saves);
        costs = List.copyOf(costs);
    }

    /** Small changes that save more than they cost, the best first. Losing fewer cases of one element counts before two. */
    static List<Advice> search(Layout layout, List<Case> now) {
        if (now.stream().allMatch(one -> one.after().survives())) {
            return List.of();
        }
        return changes(layout).stream()
                .map(change -> tried(layout, now, change))
                .filter(advice -> !advice.saves().isEmpty())
                .filter(advice -> singles(advice.costs()) == 0 && advice.saves().size() > advice.costs().size())
                .sorted(Comparator.comparingInt((Advice advice) -> -singles(advice.saves()))
                        .thenComparingInt(advice -> advice.remaining() + advice.costs().size())
                        .thenComparingInt(advice -> effort(advice.change())))
                .limit(MOST)
                .toList();
    }

    private static int singles(List<Case> cases) {
        return (int) cases.stream().filter(one -> one.failed().size() == 1).count();
    }

    /** What is done in a file comes before what needs a process, a place or a line. */
    private static int effort(Change change) {
        return switch (change) {
            case Change.SetWeight set -> 0;
            case Change.AddArbitrator add -> 1;
            case Change.AddLink add -> 2;
            case Change.AddArbitratorElsewhere add -> 3;
        };
    }

    private static Advice tried(Layout layout, List<Case> now, Change change) {
        Set<Case.Key> outages = new HashSet<>();
        WhatIf.cases(change.applyTo(layout)).stream()
                .filter(one -> !one.after().survives())
                .forEach(one -> outages.add(one.key()));
        List<Case> saves = new ArrayList<>();
        List<Case> costs = new ArrayList<>();
        int remaining = 0;
        for (Case one : now) {
            boolean before = one.after().survives();
            boolean after = !outages.contains(one.key());
            if (!before && after) {
                saves.add(one);
            } else if (before && !after) {
                costs.add(one);
            } else if (!before) {
                remaining++;
            }
        }
        return new Advice(change, saves, costs, remaining);
    }

    private static List<Change> changes(Layout layout) {
        List<Change> changes = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        layout.members().forEach(member -> taken.add(member.name()));
        layout.sites().forEach(site -> taken.add(site.name()));
        String name = free("arbitrator", taken);
        TreeSet<String> sites = new TreeSet<>();
        layout.sites().forEach(site -> sites.add(site.name()));
        sites.forEach(site -> changes.add(new Change.AddArbitrator(name, site)));
        changes.add(new Change.AddArbitratorElsewhere(name, free("elsewhere", taken)));
        layout.cluster().nodes().forEach(node -> {
            for (int weight = 0; weight <= 3; weight++) {
                if (weight != node.weight()) {
                    changes.add(new Change.SetWeight(node.name(), weight));
                }
            }
        });
        for (String one : sites) {
            for (String other : sites.tailSet(one, false)) {
                Link link = new Link(one, other);
                if (!layout.links().contains(link)) {
                    changes.add(new Change.AddLink(link));
                }
            }
        }
        return changes;
    }

    private static String free(String wanted, Set<String> taken) {
        String name = wanted;
        for (int number = 2; taken.contains(name); number++) {
            name = wanted + number;
        }
        return name;
    }
}

package dev.tutti.core.galera.quorum;

import java.util.ArrayList;
import java.util.List;

/**
 * What would become of a cluster if one element of it failed, or two.
 *
 * @param cases every failure of one and of two elements
 * @param advice small changes that save what would stop now, the best first, each of them verified; empty when nothing stops
 *     or nothing small helps
 */
public record WhatIf(Layout layout, List<Case> cases, List<Advice> advice) {
    public WhatIf {
        cases = List.copyOf(cases);
        advice = List.copyOf(advice);
    }

    /**
     * @param failed one element, or two
     * @param order whether the two fail together or in the order of {@code failed}, with a vote between
     */
    public record Case(List<Element> failed, Order order, Aftermath after) {
        public Case {
            failed = List.copyOf(failed);
        }

        /** The failure alone, by which cases of different layouts are compared. */
        Case.Key key() {
            return new Key(failed, order);
        }

        record Key(List<Element> failed, Order order) {}
    }

    public enum Order {
        TOGETHER,
        ONE_AFTER_THE_OTHER
    }

    /** Plays every failure of one and two elements, and looks for what would help. */
    public static WhatIf of(Layout layout) {
        List<Case> cases = cases(layout);
        return new WhatIf(layout, cases, Advice.search(layout, cases));
    }

    /** The cases in which nobody can write any more. */
    public List<Case> outages() {
        return cases.stream().filter(one -> !one.after().survives()).toList();
    }

    static List<Element> elements(Layout layout) {
        List<Element> elements = new ArrayList<>();
        layout.cluster().nodes().forEach(node -> elements.add(new Element.OfNode(node.name())));
        layout.cluster().arbitrators().forEach(arbitrator -> elements.add(new Element.OfArbitrator(arbitrator.name())));
        layout.sites().forEach(site -> elements.add(new Element.OfSite(site.name())));
        layout.links().forEach(link -> elements.add(new Element.OfLink(link)));
        return elements;
    }

    static List<Case> cases(Layout layout) {
        Failures failures = new Failures(layout);
        List<Element> elements = elements(layout);
        List<Case> cases = new ArrayList<>();
        elements.forEach(element ->
                cases.add(new Case(List.of(element), Order.TOGETHER, failures.together(List.of(element)))));
        for (int first = 0; first < elements.size(); first++) {
            for (int second = first + 1; second < elements.size(); second++) {
                List<Element> pair = List.of(elements.get(first), elements.get(second));
                cases.add(new Case(pair, Order.TOGETHER, failures.together(pair)));
                cases.add(new Case(pair, Order.ONE_AFTER_THE_OTHER, failures.inSequence(pair)));
                cases.add(new Case(pair.reversed(), Order.ONE_AFTER_THE_OTHER, failures.inSequence(pair.reversed())));
            }
        }
        return cases;
    }
}

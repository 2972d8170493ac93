package dev.tutti.core.galera.quorum;

import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.galera.quorum.Layout.Member;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plays failures on a layout. */
final class Failures {
    private final Layout layout;
    private final List<Member> all;

    Failures(Layout layout) {
        this.layout = layout;
        this.all = layout.members();
    }

    /** All of these at once: one vote, on the weights of before. */
    Aftermath together(List<Element> failed) {
        return vote(all, new HashSet<>(failed));
    }

    /** One after the other, with a vote between: after the first one, only who kept quorum counts. */
    Aftermath inSequence(List<Element> failed) {
        List<Member> view = all;
        Aftermath after = vote(view, Set.of());
        Set<Element> sofar = new HashSet<>();
        for (Element element : failed) {
            sofar.add(element);
            after = vote(view, sofar);
            Set<String> keeper = new HashSet<>(after.keeper().map(Aftermath.Group::members).orElse(List.of()));
            view = all.stream().filter(member -> keeper.contains(member.name())).toList();
        }
        return after;
    }

    /** Only members of the last view have a vote; the others, in their groups, cannot become primary by themselves. */
    private Aftermath vote(List<Member> view, Set<Element> failed) {
        int last = view.stream().mapToInt(Member::weight).sum();
        Set<String> voters = new HashSet<>();
        view.forEach(member -> voters.add(member.name()));
        List<Member> living = all.stream().filter(member -> alive(member, failed)).toList();
        Map<String, Integer> parts = parts(living, failed);
        Map<Integer, List<Member>> groups = new HashMap<>();
        living.forEach(member ->
                groups.computeIfAbsent(parts.getOrDefault(member.site(), -1), part -> new ArrayList<>()).add(member));
        List<Aftermath.Group> told = new ArrayList<>();
        groups.values().forEach(group -> {
            int stayed = group.stream().filter(member -> voters.contains(member.name())).mapToInt(Member::weight).sum();
            boolean primary = Quorum.holds(stayed, 0, last);
            boolean serves = primary && group.stream().anyMatch(member -> member.data() && voters.contains(member.name()));
            told.add(new Aftermath.Group(group.stream().map(Member::name).sorted().toList(), stayed, primary, serves));
        });
        told.sort(Comparator.comparing((Aftermath.Group group) -> !group.primary())
                .thenComparing(group -> group.members().getFirst()));
        return new Aftermath(
                told, all.stream().filter(member -> !living.contains(member)).map(Member::name).sorted().toList());
    }

    private static boolean alive(Member member, Set<Element> failed) {
        return !failed.contains(new Element.OfSite(member.site()))
                && !failed.contains(member.data() ? new Element.OfNode(member.name()) : new Element.OfArbitrator(member.name()));
    }

    /** Sites by the part of the network that they are in. A way leads through a site that forwards or has a living member. */
    private Map<String, Integer> parts(List<Member> living, Set<Element> failed) {
        Set<String> relays = new HashSet<>();
        living.forEach(member -> relays.add(member.site()));
        layout.sites().stream()
                .filter(site -> site.forwards() && !failed.contains(new Element.OfSite(site.name())))
                .forEach(site -> relays.add(site.name()));
        Map<String, Integer> parts = new HashMap<>();
        int part = 0;
        for (String start : relays) {
            if (parts.containsKey(start)) {
                continue;
            }
            Deque<String> open = new ArrayDeque<>(List.of(start));
            parts.put(start, part);
            while (!open.isEmpty()) {
                String site = open.remove();
                for (Link link : layout.links()) {
                    String next = link.one().equals(site) ? link.other() : link.other().equals(site) ? link.one() : site;
                    if (relays.contains(next) && !failed.contains(new Element.OfLink(link)) && !parts.containsKey(next)) {
                        parts.put(next, part);
                        open.add(next);
                    }
                }
            }
            part++;
        }
        return parts;
    }
}

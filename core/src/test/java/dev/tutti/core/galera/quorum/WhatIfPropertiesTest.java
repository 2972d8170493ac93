package dev.tutti.core.galera.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.Galeras;
import dev.tutti.core.galera.model.Arbitrator;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.galera.quorum.Layout.Site;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Whatever the layout, what is told agrees with a simulation that looks at every pair of members. */
class WhatIfPropertiesTest {
    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void eachCaseAgreesWithPlainSimulation(
            @ForAll @IntRange(min = 1, max = 5) int nodes,
            @ForAll @IntRange(max = 2) int arbitrators,
            @ForAll @IntRange(min = 1, max = 4) int sites,
            @ForAll long seed) {
        Layout layout = layout(nodes, arbitrators, sites, new Random(seed));
        for (WhatIf.Case one : WhatIf.cases(layout)) {
            Set<Set<String>> primary = new HashSet<>();
            if (one.order() == WhatIf.Order.TOGETHER) {
                primary.addAll(vote(layout, everybody(layout), one.failed()));
            } else {
                Set<String> view = everybody(layout);
                for (int failed = 1; failed <= one.failed().size(); failed++) {
                    Set<Set<String>> voted = vote(layout, view, one.failed().subList(0, failed));
                    view = voted.isEmpty() ? Set.of() : voted.iterator().next();
                    primary = voted;
                }
            }
            Set<Set<String>> told = new HashSet<>();
            one.after().groups().stream()
                    .filter(Aftermath.Group::primary)
                    .forEach(group -> told.add(new TreeSet<>(group.members())));
            assertThat(told).as("%s in %s", one, layout).isEqualTo(primary);
            assertThat(told).as("never two").hasSizeLessThan(2);
        }
    }

    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void adviceHelpsAsItSays(@ForAll @IntRange(min = 2, max = 4) int nodes, @ForAll long seed) {
        Layout layout = layout(nodes, 0, nodes, new Random(seed));
        WhatIf whatIf = WhatIf.of(layout);
        for (Advice advice : whatIf.advice()) {
            List<WhatIf.Case> after = WhatIf.cases(advice.change().applyTo(layout));
            assertThat(advice.saves()).isNotEmpty().allSatisfy(saved -> assertThat(after)
                    .anyMatch(one -> one.failed().equals(saved.failed())
                            && one.order() == saved.order()
                            && one.after().survives()));
        }
    }

    private static Set<String> everybody(Layout layout) {
        Set<String> names = new TreeSet<>();
        layout.members().forEach(member -> names.add(member.name()));
        return names;
    }

    /** Groups that hold more than half of the view's weight, found by spreading reachability between members and hubs. */
    private static Set<Set<String>> vote(Layout layout, Set<String> view, List<Element> failed) {
        List<Layout.Member> living = layout.members().stream()
                .filter(member -> !failed.contains(new Element.OfSite(member.site())))
                .filter(member -> !failed.contains(new Element.OfNode(member.name())))
                .filter(member -> !failed.contains(new Element.OfArbitrator(member.name())))
                .toList();
        List<Place> places = new ArrayList<>();
        living.forEach(member -> places.add(new Place(member.name(), member.site(), new TreeSet<>(Set.of(member.name())))));
        layout.sites().stream()
                .filter(site -> site.forwards() && !failed.contains(new Element.OfSite(site.name())))
                .forEach(site -> places.add(new Place("hub " + site.name(), site.name(), new TreeSet<>())));
        for (int round = 0; round <= places.size(); round++) {
            for (Place one : places) {
                for (Place other : places) {
                    if (neighbours(layout, one.site(), other.site(), failed)) {
                        one.reaches().addAll(other.reaches());
                    }
                }
            }
        }
        int last = layout.members().stream().filter(member -> view.contains(member.name())).mapToInt(Layout.Member::weight).sum();
        Set<Set<String>> primary = new HashSet<>();
        for (Place place : places) {
            int weight = living.stream()
                    .filter(member -> view.contains(member.name()) && place.reaches().contains(member.name()))
                    .mapToInt(Layout.Member::weight)
                    .sum();
            if (weight * 2 > last) {
                primary.add(place.reaches());
            }
        }
        return primary;
    }

    private record Place(String name, String site, Set<String> reaches) {}

    private static boolean neighbours(Layout layout, String one, String other, List<Element> failed) {
        return one.equals(other)
                || layout.links().stream().anyMatch(link -> !failed.contains(new Element.OfLink(link))
                        && Set.of(link.one(), link.other()).equals(Set.of(one, other)));
    }

    private static Layout layout(int nodes, int arbitrators, int sites, Random random) {
        List<GaleraNode> data = new ArrayList<>();
        for (int number = 1; number <= nodes; number++) {
            data.add(Galeras.node(number, "s" + random.nextInt(sites), random.nextInt(3)));
        }
        List<Arbitrator> voters = new ArrayList<>();
        for (int number = 1; number <= arbitrators; number++) {
            voters.add(new Arbitrator("g" + number, "s" + random.nextInt(sites), 1));
        }
        List<Site> places = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        for (int one = 0; one < sites; one++) {
            places.add(new Site("s" + one, random.nextInt(4) == 0));
            for (int other = 0; other < one; other++) {
                if (random.nextInt(3) > 0) {
                    links.add(new Link("s" + one, "s" + other));
                }
            }
        }
        places.sort(Comparator.comparing(Site::name));
        return new Layout(new GaleraCluster("payments", data, voters), places, links);
    }
}

package dev.tutti.core.galera.quorum;

import dev.tutti.core.galera.model.Arbitrator;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a cluster stands and what connects it.
 *
 * @param sites every site that members or links name, and sites without members that only connect others
 * @param links direct ways between two sites; a link listed twice counts once
 */
public record Layout(GaleraCluster cluster, List<Site> sites, List<Link> links) {
    public Layout {
        sites = List.copyOf(sites);
        links = List.copyOf(new TreeSet<>(links));
        Set<String> known = new HashSet<>();
        sites.forEach(site -> known.add(site.name()));
        List<String> named = new ArrayList<>();
        cluster.nodes().forEach(node -> named.add(node.site()));
        cluster.arbitrators().forEach(arbitrator -> named.add(arbitrator.site()));
        links.forEach(link -> named.addAll(List.of(link.one(), link.other())));
        named.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException("the site " + name + " is not described");
        });
        Set<String> members = new HashSet<>();
        for (Member member : members(cluster)) {
            if (!members.add(member.name())) {
                throw new IllegalArgumentException("two members are called " + member.name());
            }
        }
    }

    /**
     * @param forwards whether its network passes on what is not for it, as a hub does. Where it does not, a living member of
     *     the cluster there still relays: Galera sends through others what it cannot send directly
     */
    public record Site(String name, boolean forwards) {}

    /** A way between two sites, in both directions. The names are kept in order, so that two equal links are equal. */
    public record Link(String one, String other) implements Comparable<Link> {
        private static final Comparator<Link> ORDER = Comparator.comparing(Link::one).thenComparing(Link::other);

        public Link {
            if (one.equals(other)) {
                throw new IllegalArgumentException("a link of " + one + " with itself");
            }
            if (one.compareTo(other) > 0) {
                String first = other;
                other = one;
                one = first;
            }
        }

        @Override
        public int compareTo(Link link) {
            return ORDER.compare(this, link);
        }
    }

    /** Who votes: a node or an arbitrator. */
    record Member(String name, String site, int weight, boolean data) {}

    List<Member> members() {
        return members(cluster);
    }

    private static List<Member> members(GaleraCluster cluster) {
        List<Member> members = new ArrayList<>();
        for (GaleraNode node : cluster.nodes()) {
            members.add(new Member(node.name(), node.site(), node.weight(), true));
        }
        for (Arbitrator arbitrator : cluster.arbitrators()) {
            members.add(new Member(arbitrator.name(), arbitrator.site(), arbitrator.weight(), false));
        }
        return members;
    }

    /** A cluster whose sites reach each other directly, each pair by a link of its own. */
    public static Layout mesh(GaleraCluster cluster) {
        TreeSet<String> names = new TreeSet<>();
        members(cluster).forEach(member -> names.add(member.site()));
        List<Link> links = new ArrayList<>();
        for (String one : names) {
            names.tailSet(one, false).forEach(other -> links.add(new Link(one, other)));
        }
        return new Layout(cluster, names.stream().map(name -> new Site(name, false)).toList(), links);
    }
}

package dev.tutti.mesh.print;

import dev.tutti.core.galera.quorum.Aftermath;
import dev.tutti.core.galera.quorum.Change;
import dev.tutti.core.galera.quorum.Element;
import dev.tutti.core.galera.quorum.Layout.Link;
import dev.tutti.core.mesh.MeshAdvice;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.Survivability.Case;
import dev.tutti.core.mesh.Survivability.Fate;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What people call things. Stateless. */
public final class Words {
    private Words() {}

    /** Parts that fail together. */
    public static String of(MeshPlan plan, List<Element> failed) {
        return failed.stream().map(element -> of(plan, element)).collect(Collectors.joining(" and "));
    }

    private static String of(MeshPlan plan, Element element) {
        return switch (element) {
            case Element.OfSite site -> (plan.description().hubs().contains(site.name()) ? "hub " : "site ") + site.name();
            case Element.OfLink link -> "link " + of(link.link());
            case Element.OfNode node -> "node " + node.name();
            case Element.OfArbitrator arbitrator -> "arbitrator " + arbitrator.name();
        };
    }

    static String of(Link link) {
        return link.one() + "–" + link.other();
    }

    /** What a failure does to the ways between the sites. */
    public static String apart(List<Link> apart, int living) {
        if (apart.isEmpty()) {
            return "all reach each other";
        }
        if (apart.size() == living * (living - 1) / 2) {
            return "nobody reaches anybody";
        }
        for (String site : apart.stream().flatMap(pair -> List.of(pair.one(), pair.other()).stream())
                .collect(Collectors.toCollection(TreeSet::new))) {
            long pairs = apart.stream().filter(pair -> pair.one().equals(site) || pair.other().equals(site)).count();
            if (pairs == living - 1 && pairs == apart.size()) {
                return site + " is cut off";
            }
        }
        return "apart: " + apart.stream().map(Words::of).collect(Collectors.joining(", "));
    }

    /** What a failure does to the ways between the sites of a plan that are left. */
    static String ways(MeshPlan plan, Case one) {
        int living = (int) plan.hosts().stream()
                .map(MeshPlan.Host::name)
                .filter(name -> !plan.description().connectsOnly(name))
                .filter(name -> !one.failed().contains(new Element.OfSite(name)))
                .count();
        return apart(one.apart(), living);
    }

    static String of(Fate fate) {
        Aftermath after = fate.after();
        if (!after.survives()) {
            return fate.cluster() + " stops";
        }
        List<String> stopped = after.stopped();
        return fate.cluster() + " writes"
                + (stopped.isEmpty() ? "" : " without " + String.join(", ", stopped))
                + (fate.inTurn() ? "" : "; stops if one fails after the other");
    }

    static String of(Case one) {
        return one.clusters().stream().map(Words::of).collect(Collectors.joining("; "));
    }

    static String of(MeshAdvice advice) {
        return switch (advice) {
            case MeshAdvice.AnotherHub another -> "A " + (another.hubs() == 2 ? "third" : "further") + " hub at a place of its own"
                    + " costs " + another.links() + " tunnels and saves " + another.saves() + " of the failures that separate"
                    + " sites now; " + another.remaining() + " would remain.";
            case MeshAdvice.ArbitratorOnHub on -> "The arbitrator " + on.arbitrator() + " of " + on.cluster() + " stands on the hub "
                    + on.hub() + ", whose failure takes a vote and ways at once: put it at a place of its own.";
            case MeshAdvice.ArbitratorBesideNode beside -> "The arbitrator " + beside.arbitrator() + " of " + beside.cluster()
                    + " stands at " + beside.site() + " beside a node and fails with it: put it at a place of its own.";
            case MeshAdvice.HubsInstead instead -> "A full mesh takes " + instead.links() + " tunnels; two hubs among the sites take "
                    + instead.withTwoHubs() + ".";
            case MeshAdvice.ForCluster one -> one.cluster() + ": " + of(one.advice().change()) + " saves "
                    + one.advice().saves().size() + " failures of one or two parts that stop it now"
                    + (one.advice().costs().isEmpty() ? "" : " and costs " + one.advice().costs().size() + " others")
                    + "; " + one.advice().remaining() + " remain.";
        };
    }

    private static String of(Change change) {
        return switch (change) {
            case Change.AddArbitrator add -> "an arbitrator at " + add.site();
            case Change.AddArbitratorElsewhere add -> "an arbitrator at a further place, with a tunnel to each hub,";
            case Change.SetWeight set -> "weight " + set.weight() + " for " + set.node();
            case Change.AddLink add -> "a link " + of(add.link());
        };
    }
}

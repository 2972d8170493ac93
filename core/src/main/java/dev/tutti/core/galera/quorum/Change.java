package dev.tutti.core.galera.quorum;

import dev.tutti.core.galera.model.Arbitrator;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;

import java.util.ArrayList;
import java.util.List;

/** A small change of a layout. */
public sealed interface Change {
    /** A garbd at a site that is there already. */
    record AddArbitrator(String name, String site) implements Change {}

    /** A garbd at a place of its own, which reaches every other site. */
    record AddArbitratorElsewhere(String name, String site) implements Change {}

    /** {@code pc.weight} of one node; kept in its configuration, as what is set at runtime is lost at restart. */
    record SetWeight(String node, int weight) implements Change {}

    record AddLink(Layout.Link link) implements Change {}

    /** What the layout becomes. */
    default Layout applyTo(Layout layout) {
        GaleraCluster cluster = layout.cluster();
        return switch (this) {
            case AddArbitrator add -> new Layout(with(cluster, add.name(), add.site()), layout.sites(), layout.links());
            case AddArbitratorElsewhere add -> {
                List<Layout.Link> links = new ArrayList<>(layout.links());
                layout.sites().forEach(site -> links.add(new Layout.Link(site.name(), add.site())));
                List<Layout.Site> sites = new ArrayList<>(layout.sites());
                sites.add(new Layout.Site(add.site(), false));
                yield new Layout(with(cluster, add.name(), add.site()), sites, links);
            }
            case SetWeight set -> {
                List<GaleraNode> nodes = cluster.nodes().stream()
                        .map(node -> node.name().equals(set.node()) ? node.withWeight(set.weight()) : node)
                        .toList();
                yield new Layout(
                        new GaleraCluster(cluster.name(), nodes, cluster.arbitrators()), layout.sites(), layout.links());
            }
            case AddLink add -> {
                List<Layout.Link> links = new ArrayList<>(layout.links());
                links.add(add.link());
                yield new Layout(cluster, layout.sites(), links);
            }
        };
    }

    private static GaleraCluster with(GaleraCluster cluster, String name, String site) {
        List<Arbitrator> arbitrators = new ArrayList<>(cluster.arbitrators());
        arbitrators.add(new Arbitrator(name, site, 1));
        return new GaleraCluster(cluster.name(), cluster.nodes(), arbitrators);
    }
}

package dev.tutti.core.mesh;

import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.quorum.Layout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a person wants. It may contradict itself: {@link Objections} finds that out, and {@link MeshPlan} refuses it.
 *
 * @param hubs names of the sites that pass on what is for others; empty for a full mesh
 * @param clusters the Galera clusters whose members stand at these sites
 */
public record MeshDescription(
        String name,
        Technology technology,
        Settings settings,
        List<Site> sites,
        List<String> hubs,
        List<GaleraCluster> clusters,
        Rates rates) {
    public MeshDescription {
        sites = List.copyOf(sites);
        hubs = List.copyOf(hubs);
        clusters = List.copyOf(clusters);
    }

    /**
     * What holds for every tunnel.
     *
     * @param router which daemon routes
     * @param pool from which hosts and tunnels get their addresses
     * @param firstPort UDP; a host listens on this plus its peer's number
     * @param devicePrefix with which the names of the tunnels' devices begin; two meshes on one host need different ones
     * @param mtu of the tunnels, in bytes
     * @param redundant whether one hub is too few
     * @param hello how often routers greet each other; a tunnel that carries nothing any more is noticed after two to three
     * @param silence after which a tunnel is opened anew
     */
    public record Settings(
            Router router,
            Subnet pool,
            int firstPort,
            String devicePrefix,
            int mtu,
            boolean redundant,
            Duration hello,
            Duration silence) {}

    /**
     * What links are known to carry.
     *
     * @param all bits per second of those that are not named; empty when nothing is known
     * @param links bits per second
     */
    public record Rates(OptionalLong all, Map<Layout.Link, Long> links) {
        public static final Rates UNKNOWN = new Rates(OptionalLong.empty(), Map.of());

        public Rates {
            links = Map.copyOf(links);
        }

        public OptionalLong of(Layout.Link link) {
            Long own = links.get(link);
            return own == null ? all : OptionalLong.of(own);
        }
    }

    public Optional<Site> site(String called) {
        return sites.stream().filter(site -> site.name().equals(called)).findFirst();
    }

    /** Whether the site's host passes on what is for others. */
    public boolean forwards(String site) {
        return hubs.isEmpty() || hubs.contains(site);
    }

    /** Whether nobody has business with the site itself: a hub with neither a network nor a member of a cluster. */
    public boolean connectsOnly(String name) {
        return hubs.contains(name)
                && site(name).filter(site -> site.network() != null).isEmpty()
                && clusters.stream().noneMatch(cluster ->
                        cluster.nodes().stream().anyMatch(node -> node.site().equals(name))
                                || cluster.arbitrators().stream().anyMatch(one -> one.site().equals(name)));
    }

    public Shape shape() {
        if (hubs.isEmpty()) {
            return Shape.FULL_MESH;
        }
        long dedicated = sites.stream().filter(site -> hubs.contains(site.name()) && site.network() == null).count();
        return dedicated == 0 ? Shape.HUBS_AMONG_SITES : dedicated == hubs.size() ? Shape.DEDICATED_HUBS : Shape.MIXED_HUBS;
    }
}

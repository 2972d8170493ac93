package dev.tutti.core.mesh;

import dev.tutti.core.galera.model.Arbitrator;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.model.Address;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Descriptions for tests. */
final class Meshes {
    static final MeshDescription.Settings SETTINGS = new MeshDescription.Settings(
            Router.BIRD, Subnet.parse("10.77.0.0/16"), 1200, "tm", 1420, true, Duration.ofMillis(500), Duration.ofSeconds(10));

    private Meshes() {}

    /** A site by its name, whose addresses follow from a number. */
    static Site site(String name, int number) {
        return Site.of(name, Ipv4.parse("203.0.113." + number), Subnet.parse("10.1." + number + ".0/24"));
    }

    static Site hub(String name, int number) {
        return Site.withoutNetwork(name, Ipv4.parse("203.0.113." + number));
    }

    static MeshDescription of(List<Site> sites, List<String> hubs, GaleraCluster... clusters) {
        return new MeshDescription(
                "test", Technology.OPENVPN, SETTINGS, sites, hubs, List.of(clusters), MeshDescription.Rates.UNKNOWN);
    }

    /**
     * Sites s1, s2 … and hubs.
     *
     * @param dedicated whether the hubs h1, h2 … come on top of the sites, or the first sites are hubs
     */
    static MeshDescription shaped(int sites, int hubs, boolean dedicated) {
        List<Site> all = new ArrayList<>(IntStream.rangeClosed(1, sites).mapToObj(n -> site("s" + n, n)).toList());
        List<String> names = IntStream.rangeClosed(1, hubs).mapToObj(n -> (dedicated ? "h" : "s") + n).toList();
        if (dedicated) {
            IntStream.rangeClosed(1, hubs).forEach(n -> all.add(hub("h" + n, 200 + n)));
        }
        return of(all, names);
    }

    /** One node at each of these sites. */
    static GaleraCluster cluster(List<String> sites, Arbitrator... arbitrators) {
        return new GaleraCluster(
                "pay",
                sites.stream().map(site -> new GaleraNode("n-" + site, new Address(site, 3306), site, 0, 1)).toList(),
                List.of(arbitrators));
    }
}

package dev.tutti.core.mesh;

import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.mesh.Objection.Part;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What speaks against a description, in the order of the file. Stateless. */
public final class Objections {
    /** It becomes part of the names of files, units and certificates. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?");

    /** With "255-255" it is a name of 15 bytes, which is the longest that Linux takes. */
    private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9]{0,6}");

    /** IPv6, in which the routers talk, takes no less (RFC 8200); Ethernet carries no more. */
    private static final int LEAST_MTU = 1280;

    private static final int MOST_MTU = 9000;
    private static final int LAST_PORT = 65_535;

    private final MeshDescription description;
    private final List<Objection> found = new ArrayList<>();

    private Objections(MeshDescription description) {
        this.description = description;
    }

    /** All objections; empty when the description can be. */
    public static List<Objection> to(MeshDescription description) {
        Objections objections = new Objections(description);
        objections.toSettings();
        objections.toSites();
        objections.toHubs();
        objections.toMembers();
        objections.toRates();
        return List.copyOf(objections.found);
    }

    private void mesh(String option, String why) {
        found.add(new Objection(new Part.OfMesh(), option, why));
    }

    private void toSettings() {
        MeshDescription.Settings settings = description.settings();
        if (!NAME.matcher(description.name()).matches()) {
            mesh("mesh.name", "write a name of up to 30 small letters, digits and dashes");
        }
        if (!PREFIX.matcher(settings.devicePrefix()).matches()) {
            mesh("mesh.device_prefix", "write up to 7 small letters and digits, a letter first");
        }
        if (settings.mtu() < LEAST_MTU || settings.mtu() > MOST_MTU) {
            mesh("mesh.mtu", "write a number from " + LEAST_MTU + " to " + MOST_MTU + "; 1420 fits most lines");
        }
        int most = Addresses.mostNumber(settings.pool());
        if (settings.firstPort() < 1024 || settings.firstPort() > LAST_PORT - most) {
            mesh("mesh.port", "write a port from 1024 to " + (LAST_PORT - most) + ": each peer takes one, counted from it");
        }
        if (settings.hello().toMillis() < 100 || settings.hello().toMillis() > 60_000) {
            mesh("mesh.hello", "write 100ms to 60s");
        }
        if (settings.silence().toSeconds() < 2 || settings.silence().toSeconds() > 600) {
            mesh("mesh.silence", "write 2s to 10m");
        }
        if (most < description.sites().size()) {
            mesh("mesh.pool", settings.pool() + " has addresses for " + most + " sites, and there are "
                    + description.sites().size() + ": 10.77.0.0/16 is enough for 255");
        }
        if (description.sites().size() < 2) {
            mesh("sites", "a network between sites takes two of them");
        }
    }

    private void toSites() {
        Map<String, Integer> names = new HashMap<>();
        Map<Ipv4, String> endpoints = new HashMap<>();
        Map<Integer, String> numbers = new HashMap<>();
        List<Site> sites = description.sites();
        for (int index = 0; index < sites.size(); index++) {
            Site site = sites.get(index);
            Part part = new Part.OfSite(index);
            if (!NAME.matcher(site.name()).matches()) {
                found.add(new Objection(part, "name", "write a name of up to 30 small letters, digits and dashes"));
            }
            if (names.putIfAbsent(site.name(), index) != null) {
                found.add(new Objection(part, "name", "two sites are called " + site.name()));
            }
            String same = endpoints.putIfAbsent(site.endpoint(), site.name());
            if (same != null) {
                found.add(new Objection(part, "endpoint", site.endpoint() + " is the endpoint of " + same + " already"));
            }
            if (site.number() != 0) {
                int most = Addresses.mostNumber(description.settings().pool());
                String other = numbers.putIfAbsent(site.number(), site.name());
                if (other != null) {
                    found.add(new Objection(part, "number", "the number of " + other + " is " + site.number() + " already"));
                } else if (site.number() < 0 || site.number() > most) {
                    found.add(new Objection(part, "number", "write a number from 1 to " + most));
                }
            }
            toNetwork(site, part, sites.subList(0, index));
        }
    }

    private void toNetwork(Site site, Part part, List<Site> before) {
        Subnet pool = description.settings().pool();
        Subnet network = site.network();
        if (pool.contains(site.endpoint())) {
            found.add(new Objection(part, "endpoint", site.endpoint() + " lies in mesh.pool " + pool
                    + ": the tunnel to it would lead through itself"));
        }
        description.sites().stream()
                .filter(other -> other.network() != null && other.network().contains(site.endpoint()))
                .findFirst()
                .ifPresent(other -> found.add(new Objection(part, "endpoint", site.endpoint() + " lies in the network "
                        + other.network() + " of " + other.name() + ", which is reached through tunnels: write the address"
                        + " under which it is reached without them")));
        if (network == null) {
            return;
        }
        if (network.overlaps(pool)) {
            found.add(new Objection(part, "network", network + " and mesh.pool " + pool + " overlap"));
        }
        for (Site other : before) {
            if (other.network() != null && network.overlaps(other.network())) {
                found.add(new Objection(part, "network", network.equals(other.network())
                        ? "it is the network of " + other.name() + " as well: two sites with one network cannot reach each"
                                + " other, give one of them another"
                        : network + " and the network " + other.network() + " of " + other.name() + " overlap"));
            }
        }
        if (site.inner() != null && !network.contains(site.inner())) {
            found.add(new Objection(part, "address", site.inner() + " is not in the network " + network));
        }
    }

    private void toHubs() {
        Set<String> hubs = new HashSet<>();
        for (String hub : description.hubs()) {
            if (description.site(hub).isEmpty()) {
                mesh("mesh.hubs", "there is no site " + hub + "; a dedicated hub is a site without a network");
            }
            if (!hubs.add(hub)) {
                mesh("mesh.hubs", hub + " is named twice");
            }
        }
        if (hubs.size() == 1 && description.settings().redundant()) {
            mesh("mesh.hubs", "with the only hub " + description.hubs().getFirst() + " all would be lost: name a second one,"
                    + " or accept it with \"redundant: false\"");
        }
    }

    private void toMembers() {
        for (GaleraCluster cluster : description.clusters()) {
            Stream.concat(
                            cluster.nodes().stream().map(node -> Map.entry(node.name(), node.site())),
                            cluster.arbitrators().stream().map(one -> Map.entry(one.name(), one.site())))
                    .filter(member -> description.site(member.getValue()).isEmpty())
                    .forEach(member -> mesh("galera.clusters", member.getKey() + " of " + cluster.name() + " stands at "
                            + member.getValue() + ", which is none of the sites"));
        }
    }

    private void toRates() {
        Set<Layout.Link> links = new HashSet<>(MeshPlan.pairs(description));
        description.rates().links().keySet().stream()
                .filter(link -> !links.contains(link))
                .sorted()
                .forEach(link -> mesh("links", "there is no tunnel between " + link.one() + " and " + link.other()
                        + (description.hubs().isEmpty() ? "" : "; each has one end at a hub")));
    }
}

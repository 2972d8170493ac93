package dev.tutti.settings;

import dev.tutti.core.galera.model.Arbitrator;
import dev.tutti.core.galera.model.GaleraCluster;
import dev.tutti.core.galera.model.GaleraNode;
import dev.tutti.core.galera.quorum.Layout;
import dev.tutti.core.model.Address;
import dev.tutti.settings.Option.Kind;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The clusters that a file describes: the same words for the control plane and for what-if questions without one. */
public final class GaleraSection {
    private static final String CLUSTERS = "galera.clusters";

    /** The most that {@code gmcast.segment} and {@code pc.weight} take. */
    private static final int MOST = 255;

    /** What can be said of a cluster. */
    public static final List<Option> OPTIONS = List.of(
            new Option("galera.clusters[].name", Kind.TEXT, "", "`wsrep_cluster_name`."),
            new Option("galera.clusters[].nodes[].name", Kind.TEXT, "",
                    "`wsrep_node_name`. One node that answers is enough: the others are found through it, and those that are"
                            + " described are missed when they do not come back."),
            new Option("galera.clusters[].nodes[].address", Kind.ADDRESS, "",
                    "Where it takes clients: as in `wsrep_incoming_addresses`."),
            new Option("galera.clusters[].nodes[].agent", Kind.ADDRESS, "",
                    "The agent beside it. Without one nothing is started, stopped or recovered there."),
            new Option("galera.clusters[].nodes[].site", Kind.TEXT, "",
                    "Where it stands: what can fail or be cut off together. Without it, at a place of its own."),
            new Option("galera.clusters[].nodes[].segment", Kind.NUMBER, "0", "`gmcast.segment`, 0 to 255."),
            new Option("galera.clusters[].nodes[].weight", Kind.NUMBER, "1", "`pc.weight`, 0 to 255: what it counts in a vote."),
            new Option("galera.clusters[].arbitrators[].name", Kind.TEXT, "", "A garbd: it votes and holds no data."),
            new Option("galera.clusters[].arbitrators[].site", Kind.TEXT, "", "Where it stands."),
            new Option("galera.clusters[].arbitrators[].weight", Kind.NUMBER, "1", "What it counts in a vote."),
            new Option("galera.clusters[].sites[].name", Kind.TEXT, "",
                    "A site of which there is more to say; the others need no entry."),
            new Option("galera.clusters[].sites[].forwards", Kind.SWITCH, "false",
                    "Whether its network passes on what is not for it, as a hub does."),
            new Option("galera.clusters[].links[].one", Kind.TEXT, "",
                    "A direct way between two sites. Without any, each site reaches each other."),
            new Option("galera.clusters[].links[].other", Kind.TEXT, "", "Its other end."));

    private GaleraSection() {}

    /**
     * Reads the described clusters.
     *
     * @param reader of a whole file whose options include {@link #OPTIONS}
     * @throws ConfigException with the place of what is wrong
     */
    public static List<Layout> read(ConfigReader reader) throws ConfigException {
        List<Layout> layouts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Address> addresses = new HashSet<>();
        for (ConfigReader cluster : reader.sections(CLUSTERS)) {
            Layout layout = layout(cluster);
            if (!names.add(layout.cluster().name())) {
                throw cluster.wrong("name", "two clusters are called " + layout.cluster().name());
            }
            for (GaleraNode node : layout.cluster().nodes()) {
                if (!addresses.add(node.address())) {
                    throw cluster.wrong("nodes", node.address() + " belongs to two clusters");
                }
            }
            layouts.add(layout);
        }
        return List.copyOf(layouts);
    }

    /**
     * The agents beside the described nodes.
     *
     * @return the agent's address by that of its node
     */
    public static Map<Address, Address> agents(ConfigReader reader) throws ConfigException {
        Map<Address, Address> agents = new LinkedHashMap<>();
        for (ConfigReader cluster : reader.sections(CLUSTERS)) {
            for (ConfigReader node : cluster.sections("nodes")) {
                Optional<Address> agent = node.value("agent", Address::parse);
                if (agent.isPresent()) {
                    if (agents.containsValue(agent.get())) {
                        throw node.wrong("agent", agent.get() + " stands beside another node already: one agent, one server");
                    }
                    agents.put(node.require("address", Address::parse), agent.get());
                }
            }
        }
        return agents;
    }

    private static Layout layout(ConfigReader reader) throws ConfigException {
        String name = reader.require("name", GaleraSection::name);
        List<GaleraNode> nodes = new ArrayList<>();
        for (ConfigReader node : reader.sections("nodes")) {
            String called = node.require("name", GaleraSection::name);
            nodes.add(new GaleraNode(
                    called,
                    node.require("address", Address::parse),
                    node.value("site", GaleraSection::name).orElse(called),
                    node.require("segment", ConfigReader.number(0, MOST)).intValue(),
                    node.require("weight", ConfigReader.number(0, MOST)).intValue()));
        }
        if (nodes.isEmpty()) {
            throw reader.wrong("nodes", "a cluster needs at least one node, with name and address");
        }
        List<Arbitrator> arbitrators = new ArrayList<>();
        for (ConfigReader arbitrator : reader.sections("arbitrators")) {
            String called = arbitrator.require("name", GaleraSection::name);
            arbitrators.add(new Arbitrator(
                    called,
                    arbitrator.value("site", GaleraSection::name).orElse(called),
                    arbitrator.require("weight", ConfigReader.number(0, MOST)).intValue()));
        }
        try {
            return connected(reader, new GaleraCluster(name, nodes, arbitrators));
        } catch (IllegalArgumentException e) {
            throw reader.wrong("nodes", String.valueOf(e.getMessage()));
        }
    }

    private static Layout connected(ConfigReader reader, GaleraCluster cluster) throws ConfigException {
        List<Layout.Link> links = new ArrayList<>();
        for (ConfigReader link : reader.sections("links")) {
            String one = link.require("one", GaleraSection::name);
            String other = link.require("other", GaleraSection::name);
            if (one.equals(other)) {
                throw link.wrong("other", "a link leads from one site to another, not from " + one + " to itself");
            }
            links.add(new Layout.Link(one, other));
        }
        List<Layout.Site> sites = new ArrayList<>();
        Set<String> told = new HashSet<>();
        for (ConfigReader site : reader.sections("sites")) {
            String name = site.require("name", GaleraSection::name);
            if (!told.add(name)) {
                throw site.wrong("name", "the site " + name + " is described twice");
            }
            sites.add(new Layout.Site(name, site.require("forwards", ConfigReader::onOrOff)));
        }
        TreeSet<String> named = new TreeSet<>();
        Layout mesh = Layout.mesh(cluster);
        mesh.sites().forEach(site -> named.add(site.name()));
        links.forEach(link -> named.addAll(List.of(link.one(), link.other())));
        named.removeAll(told);
        named.forEach(name -> sites.add(new Layout.Site(name, false)));
        return new Layout(cluster, sites, links.isEmpty() ? mesh.links() : links);
    }

    private static String name(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("write a name");
        }
        return text.strip();
    }
}

package dev.tutti.core.mesh;

import dev.tutti.core.galera.quorum.Layout.Link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every host with its tunnels and addresses, as it follows from a description and from the numbers that sites had before.
 *
 * @param numbers those of before and those of new sites, to be kept for the next time
 * @param hosts one for each site, in the order of the description
 * @param links the tunnels, by the names of their ends
 */
public record MeshPlan(MeshDescription description, Numbers numbers, List<Host> hosts, List<Link> links) {
    public MeshPlan {
        hosts = List.copyOf(hosts);
        links = List.copyOf(links);
    }

    /**
     * A site's host.
     *
     * @param address its own address in the pool, whichever tunnel leads to it
     * @param forwards whether it passes on what is for others
     * @param tunnels all of which it keeps up at the same time
     */
    public record Host(Site site, int number, Ipv4 address, boolean forwards, List<Tunnel> tunnels) {
        public Host {
            tunnels = List.copyOf(tunnels);
        }

        public String name() {
            return site.name();
        }

        /** Its tunnel to this peer. */
        public Tunnel to(String peer) {
            return tunnels.stream()
                    .filter(tunnel -> tunnel.peer().equals(peer))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(name() + " has no tunnel to " + peer));
        }
    }

    /**
     * One end of a tunnel.
     *
     * @param device the name of the network device here
     * @param network the two addresses of the tunnel
     * @param own its address here
     * @param other its address at the peer
     * @param endpoint the peer's public address
     * @param port UDP, here
     * @param peerPort UDP, at the peer
     * @param answers whether this end waits for the peer to begin, where a technology tells the two apart
     * @param rate bits per second that it is known to carry; empty when nothing is known
     */
    public record Tunnel(
            String peer,
            String device,
            Subnet network,
            Ipv4 own,
            Ipv4 other,
            Ipv4 endpoint,
            int port,
            int peerPort,
            boolean answers,
            OptionalLong rate) {}

    /** A plan for sites that never had numbers. */
    public static MeshPlan of(MeshDescription description) {
        return of(description, Numbers.NONE);
    }

    /**
     * Plans.
     *
     * @throws IllegalArgumentException with the first objection to the description
     */
    public static MeshPlan of(MeshDescription description, Numbers before) {
        List<Objection> objections = Objections.to(description);
        if (!objections.isEmpty()) {
            throw new IllegalArgumentException(objections.getFirst().option() + ": " + objections.getFirst().why());
        }
        Numbers numbers = before.with(description.sites(), Addresses.mostNumber(description.settings().pool()));
        List<Link> links = pairs(description);
        List<Host> hosts = new ArrayList<>();
        for (Site site : description.sites()) {
            int number = numbers.bySite().getOrDefault(site.name(), 0);
            List<Tunnel> tunnels = new ArrayList<>();
            for (Link link : links) {
                String peer = link.one().equals(site.name()) ? link.other() : link.other().equals(site.name()) ? link.one() : "";
                description.site(peer)
                        .ifPresent(other -> tunnels.add(tunnel(description, link, number, other, numbers)));
            }
            hosts.add(new Host(site, number, Addresses.host(description.settings().pool(), number),
                    description.forwards(site.name()), tunnels));
        }
        return new MeshPlan(description, numbers, hosts, links);
    }

    private static Tunnel tunnel(MeshDescription description, Link link, int number, Site peer, Numbers numbers) {
        MeshDescription.Settings settings = description.settings();
        int peerNumber = numbers.bySite().getOrDefault(peer.name(), 0);
        Subnet network = Addresses.tunnel(settings.pool(), number, peerNumber);
        Ipv4 low = network.first();
        Ipv4 high = low.plus(1);
        boolean lower = number < peerNumber;
        return new Tunnel(
                peer.name(),
                settings.devicePrefix() + number + "-" + peerNumber,
                network,
                lower ? low : high,
                lower ? high : low,
                peer.endpoint(),
                settings.firstPort() + peerNumber,
                settings.firstPort() + number,
                lower,
                description.rates().of(link));
    }

    /** The tunnels of a description: between each two sites of which at least one is a hub. */
    static List<Link> pairs(MeshDescription description) {
        Set<Link> pairs = new TreeSet<>();
        List<String> names = new ArrayList<>(new HashSet<>(description.sites().stream().map(Site::name).toList()));
        for (int one = 0; one < names.size(); one++) {
            for (int other = one + 1; other < names.size(); other++) {
                if (description.forwards(names.get(one)) || description.forwards(names.get(other))) {
                    pairs.add(new Link(names.get(one), names.get(other)));
                }
            }
        }
        return List.copyOf(pairs);
    }

    public Host host(String name) {
        return hosts.stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no site " + name + "; there are "
                        + String.join(", ", hosts.stream().map(Host::name).toList())));
    }
}

package dev.tutti.core.mesh;

import dev.tutti.core.mesh.MeshPlan.Host;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What of a plan is needed to judge how the mesh runs. Each host's agent knows it of its own tunnels; put together it is that of the
 * hosts that told.
 *
 * @param mesh what the mesh is called
 * @param mtu of the tunnels, in bytes
 * @param hubs the sites that pass on what is for others; empty for a full mesh
 * @param tunnels of each host that told, one for each peer
 */
public record MeshFacts(String mesh, Technology technology, int mtu, Set<String> hubs, Map<String, List<Tunnel>> tunnels) {
    public MeshFacts {
        hubs = Set.copyOf(hubs);
        Map<String, List<Tunnel>> copies = new LinkedHashMap<>();
        tunnels.forEach((host, ends) -> copies.put(host, List.copyOf(ends)));
        tunnels = java.util.Collections.unmodifiableMap(copies);
    }

    /**
     * One end of a tunnel, as planned.
     *
     * @param device the name of the network device here
     * @param own its address here
     * @param endpoint the peer's public address
     * @param peerPort UDP, at the peer
     * @param rate bits per second that it is known to carry; empty when nothing is known
     */
    public record Tunnel(String peer, String device, Ipv4 own, Ipv4 endpoint, int peerPort, OptionalLong rate) {
        static Tunnel of(MeshPlan.Tunnel planned) {
            return new Tunnel(
                    planned.peer(), planned.device(), planned.own(), planned.endpoint(), planned.peerPort(), planned.rate());
        }
    }

    /** All that the plan says. */
    public static MeshFacts of(MeshPlan plan) {
        return of(plan, plan.hosts());
    }

    /** What the plan says of one host. */
    public static MeshFacts of(MeshPlan plan, String host) {
        return of(plan, List.of(plan.host(host)));
    }

    private static MeshFacts of(MeshPlan plan, List<Host> hosts) {
        Map<String, List<Tunnel>> tunnels = new LinkedHashMap<>();
        hosts.forEach(host -> tunnels.put(host.name(), host.tunnels().stream().map(Tunnel::of).toList()));
        MeshDescription description = plan.description();
        return new MeshFacts(description.name(), description.technology(), description.settings().mtu(),
                new LinkedHashSet<>(description.hubs()), tunnels);
    }

    /**
     * Puts together what several hosts know of one mesh. Where their descriptions differ, as while a new one is brought to them, a
     * hub of one is a hub.
     *
     * @param parts at least one
     */
    public static MeshFacts together(Collection<MeshFacts> parts) {
        MeshFacts first = parts.iterator().next();
        Set<String> hubs = new LinkedHashSet<>();
        Map<String, List<Tunnel>> tunnels = new LinkedHashMap<>();
        for (MeshFacts part : parts) {
            hubs.addAll(part.hubs());
            tunnels.putAll(part.tunnels());
        }
        return new MeshFacts(first.mesh(), first.technology(), first.mtu(), hubs, tunnels);
    }

    /** The host's end of its tunnel to this peer. */
    public Tunnel tunnel(String host, String peer) {
        return tunnels.getOrDefault(host, List.of()).stream()
                .filter(end -> end.peer().equals(peer))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(host + " has no tunnel to " + peer));
    }
}

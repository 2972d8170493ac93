package dev.tutti.core.mesh;

import org.jspecify.annotations.Nullable;

import java.util.OptionalInt;

/**
 * A place with one host that keeps its tunnels.
 *
 * @param name of the place and of its host
 * @param endpoint the public address of the host
 * @param network behind the host, which the others reach through the mesh; null when there is none, as at a dedicated hub
 * @param inner the host's own address in that network; null without a network
 * @param number from which its addresses are made, 1 or more; 0 when it is to be chosen
 */
public record Site(String name, Ipv4 endpoint, @Nullable Subnet network, @Nullable Ipv4 inner, int number) {
    /** A site whose host has the first address of its network. */
    public static Site of(String name, Ipv4 endpoint, Subnet network) {
        return new Site(name, endpoint, network, network.first().plus(network.length() >= 31 ? 0 : 1), 0);
    }

    /** A place that only connects others, or holds an arbitrator. */
    public static Site withoutNetwork(String name, Ipv4 endpoint) {
        return new Site(name, endpoint, null, null, 0);
    }

    OptionalInt wished() {
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }
}

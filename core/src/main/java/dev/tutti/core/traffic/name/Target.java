package dev.tutti.core.traffic.name;

import dev.tutti.core.traffic.Endpoint;

import java.util.List;
import java.util.Optional;

/**
 * Somebody who may serve a name.
 *
 * @param name what people call it, and what overrides match
 * @param ips its addresses as text, IPv4 and IPv6, at least one
 * @param check by which its health is known; without one it always counts as up
 */
public record Target(
        String name, List<String> ips, int port, int weight, Optional<String> site, Optional<String> check) {
    public Target {
        ips = List.copyOf(ips);
        if (ips.isEmpty()) {
            throw new IllegalArgumentException(name + " has no address");
        }
    }

    public List<Endpoint> endpoints() {
        return ips.stream().map(ip -> new Endpoint(name, ip, port, weight, site)).toList();
    }
}

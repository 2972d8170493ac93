package dev.tutti.core.mesh.check;

import java.time.Instant;
import java.util.List;

/**
 * What a host sees of the mesh at one moment.
 *
 * @param firewall whether its rules are loaded
 * @param router whether the daemon that routes answers
 */
public record HostSight(
        String host, Instant at, boolean firewall, boolean router, List<TunnelSight> tunnels, List<WaySight> others) {
    public HostSight {
        tunnels = List.copyOf(tunnels);
        others = List.copyOf(others);
    }
}

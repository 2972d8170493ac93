package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;

/**
 * WireGuard's configuration of one tunnel, for wg-quick(8). One device for each peer, as each may send and receive anything:
 * which way a packet takes is the routing daemon's to decide, not that of {@code AllowedIPs}, hence {@code Table = off}.
 */
final class WireGuard {
    private WireGuard() {}

    static String configuration(MeshPlan plan, Host host, Tunnel tunnel, HostKeys.Curve keys) {
        return """
                # The tunnel of %s to %s. Written by "tutti mesh generate"; changes here are lost at the next time.
                [Interface]
                ListenPort = %d
                Address = %s/31
                # The routing daemons talk to each other through link-local addresses (RFC 8966, section 4).
                Address = fe80::%x/64
                MTU = %d
                Table = off
                # The key has a file of its own, which only root reads.
                PostUp = wg set %%i private-key "${TUTTI_MESH:-/etc/tutti-mesh}/wireguard.key"

                [Peer]
                PublicKey = %s
                AllowedIPs = 0.0.0.0/0, ::/0
                Endpoint = %s:%d
                PersistentKeepalive = 5
                """
                .formatted(
                        host.name(), tunnel.peer(), tunnel.port(), tunnel.own(), host.number(),
                        plan.description().settings().mtu(), keys.publicKeys().get(tunnel.peer()), tunnel.endpoint(),
                        tunnel.peerPort());
    }
}

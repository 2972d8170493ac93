package dev.tutti.core.mesh.check;

import dev.tutti.core.mesh.Ipv4;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a host sees of one of its tunnels.
 *
 * @param mtu of the device; empty when there is no such device
 * @param addresses of the device
 * @param up whether the device is
 * @param handshake since when the peer is known to be who it is; empty when it never was, or nobody can tell
 * @param handshakeKnown whether somebody could tell
 * @param small packets to the peer's end
 * @param full packets that just fit into the tunnel and may not be cut into pieces
 * @param rate bits per second that came through; empty when it was not measured
 */
public record TunnelSight(
        String peer,
        OptionalInt mtu,
        List<Ipv4> addresses,
        boolean up,
        Optional<Duration> handshake,
        boolean handshakeKnown,
        Echoes small,
        Echoes full,
        OptionalLong rate) {
    public TunnelSight {
        addresses = List.copyOf(addresses);
    }

    /** Whether anything comes through. */
    public boolean carries() {
        return !small.none() || !full.none();
    }
}

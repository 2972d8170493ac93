package dev.tutti.core.mesh;

/** What encrypts the tunnels. */
public enum Technology {
    OPENVPN,
    WIREGUARD
}

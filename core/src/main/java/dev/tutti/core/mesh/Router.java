package dev.tutti.core.mesh;

/** Which daemon finds the ways through the tunnels. Both speak Babel (RFC 8966) and understand each other. */
public enum Router {
    BIRD,
    BABELD
}

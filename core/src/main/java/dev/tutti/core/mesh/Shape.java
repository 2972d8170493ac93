package dev.tutti.core.mesh;

/** How the sites are joined; it follows from which sites are hubs. */
public enum Shape {
    /** No hub is named: each pair of sites has a tunnel, and each site passes on what is for others. */
    FULL_MESH,
    /** Hubs are places of their own, without a network behind them. */
    DEDICATED_HUBS,
    /** Hubs are sites like the others. */
    HUBS_AMONG_SITES,
    /** Some are one, some the other. */
    MIXED_HUBS;

    /**
     * How many tunnels it takes: each site that is no hub has one to each hub, and each two hubs have one.
     *
     * @param sites how many there are in all, hubs among them
     * @param hubs how many of them are hubs; all in a full mesh
     */
    public static int links(int sites, int hubs) {
        return (sites - hubs) * hubs + hubs * (hubs - 1) / 2;
    }
}

package dev.tutti.core.mesh;

import dev.tutti.core.galera.quorum.Advice;

/** What would make a mesh stronger; each was tried on the plan. Exhaustive. */
public sealed interface MeshAdvice {
    /**
     * One hub more, at a place of its own.
     *
     * @param hubs how many there are now
     * @param links how many tunnels come with it
     * @param saves failures of one or two parts that separate sites now and would not
     * @param remaining failures that still would
     */
    record AnotherHub(int hubs, int links, int saves, int remaining) implements MeshAdvice {}

    /** An arbitrator stands on a hub: the failure of that hub takes a vote and a way at once. Put it at a place of its own. */
    record ArbitratorOnHub(String cluster, String arbitrator, String hub) implements MeshAdvice {}

    /** An arbitrator stands where a node of its cluster stands: it fails with it and helps nobody. */
    record ArbitratorBesideNode(String cluster, String arbitrator, String site) implements MeshAdvice {}

    /**
     * A change to a Galera cluster that saves outages on this mesh.
     *
     * @param advice with the failures that it saves and those that it costs
     */
    record ForCluster(String cluster, Advice advice) implements MeshAdvice {}

    /** A full mesh takes more tunnels than people like to keep: what two hubs among the sites would take. */
    record HubsInstead(int links, int withTwoHubs) implements MeshAdvice {}
}

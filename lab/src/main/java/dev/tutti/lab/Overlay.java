package dev.tutti.lab;

import dev.tutti.lab.network.LabNetwork;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A network above that of a {@link GaleraFleet}, such as encrypted tunnels between sites: the members of the cluster reach each other
 * through it, while clients come by the addresses below it.
 */
public interface Overlay extends AutoCloseable {
    /** The hosts that it takes besides those of nodes and arbitrators. */
    List<String> hosts();

    /**
     * Joins the hosts; returns when each reaches each. Called once, before anything runs on them.
     *
     * @param network with all hosts
     * @param folder of the fleet
     * @return the IPv4 address that each host of a node has in it
     */
    Map<String, String> join(LabNetwork network, Path folder) throws IOException;

    /** Ends it; what ran on the hosts has ended before. Nothing happens if it was never joined. */
    @Override
    void close();
}

package dev.tutti.agent.mesh;

import dev.tutti.core.mesh.MeshFacts;
import dev.tutti.core.mesh.check.HostSight;

import java.io.Closeable;
import java.io.IOException;

/**
 * Looks at the host's tunnels. Whoever puts the program together provides it, as an agent knows nothing of how meshes are made.
 * Used by one thread.
 */
public interface MeshEye extends Closeable {
    /**
     * What was seen, and what is planned.
     *
     * @param facts of this host
     */
    record Seen(MeshFacts facts, HostSight sight) {}

    /** What is planned for this host, read anew. */
    MeshFacts facts() throws IOException;

    /**
     * Looks, for some seconds at most.
     *
     * @param rates whether to measure what each link with a baseline carries
     * @throws IOException in a sentence, if the description cannot be read or the host's programs cannot be asked
     */
    Seen look(boolean rates) throws IOException;
}

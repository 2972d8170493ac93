package dev.tutti.control.api;

import dev.tutti.control.ControlPlane;
import dev.tutti.control.mesh.DescribedMesh;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the API can be asked about the network between the sites. */
final class MeshRoutes {
    private final ControlPlane plane;

    MeshRoutes(ControlPlane plane) {
        this.plane = plane;
    }

    /**
     * The mesh.
     *
     * @param plan as {@code tutti mesh plan --json} prints it: sites, hubs, tunnels, and what each failure does
     * @param problem what is wrong with the description since it was read; null when nothing is
     */
    record MeshView(Map<String, Object> plan, @Nullable String problem, Instant readAt) {}

    List<Route> all() {
        return List.of(Route.get("/api/v1/mesh", "The network between the sites, and what each failure of one and two parts does",
                List.of(), MeshView.class, request -> plane.describedMesh()
                        .map(DescribedMesh::known)
                        .map(known -> Answer.ok(new MeshView(
                                known.plan(), known.problem().isEmpty() ? null : known.problem(), known.readAt())))
                        .orElseGet(() -> Answer.error(404, "no_mesh",
                                "No mesh is described: set mesh.description in the configuration of this control plane"))));
    }
}

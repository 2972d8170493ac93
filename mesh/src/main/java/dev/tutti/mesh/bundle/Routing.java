package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;

/** The file of the daemon that routes. */
final class Routing {
    private Routing() {}

    static BundleFile configuration(MeshPlan plan, Host host) {
        return switch (plan.description().settings().router()) {
            case BIRD -> BundleFile.of(Bundle.FOLDER + "bird.conf", Bird.configuration(plan, host));
            case BABELD -> BundleFile.of(Bundle.FOLDER + "babeld.conf", Babeld.configuration(plan, host));
        };
    }
}

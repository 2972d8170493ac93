package dev.tutti.bench.chaos.mesh;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Site;
import dev.tutti.core.mesh.Subnet;
import dev.tutti.core.mesh.Technology;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.mesh.bundle.Bundles;
import dev.tutti.mesh.run.RunningMesh;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Four sites and two hubs in network namespaces, joined by real tunnels. */
final class MeshLab implements AutoCloseable {
    private static final List<String> SITES = List.of("paris", "madrid", "berlin", "rome");
    private static final List<String> HUBS = List.of("hub1", "hub2");
    private static final Duration UP = Duration.ofSeconds(60);

    private final LabNetwork network;
    private final RunningMesh mesh;

    private MeshLab(LabNetwork network, RunningMesh mesh) {
        this.network = network;
        this.mesh = mesh;
    }

    /**
     * How the mesh is.
     *
     * @param dedicated whether the hubs come on top of the four sites, or paris and madrid are hubs
     */
    record Wish(Technology technology, Router router, Duration hello, boolean dedicated) {}

    /** Starts it and waits until all reach all. */
    static MeshLab start(Wish wish, Path folder) throws IOException {
        List<String> names = new ArrayList<>(SITES);
        if (wish.dedicated()) {
            names.addAll(HUBS);
        }
        LabNetwork network = LabNetwork.open(names);
        try {
            Bundles bundles = new Bundles(folder.resolve("bundles"), folder.resolve("pki"), InstantSource.system());
            RunningMesh mesh = RunningMesh.start(
                    description(wish, network, names), bundles, name -> network.host(name)::inside, folder.resolve("run"));
            try {
                mesh.requireReach(UP);
                return new MeshLab(network, mesh);
            } catch (IOException | RuntimeException e) {
                mesh.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private static MeshDescription description(Wish wish, LabNetwork network, List<String> names) {
        List<Site> sites = new ArrayList<>();
        for (String name : names) {
            Ipv4 endpoint = Ipv4.parse(network.host(name).address());
            sites.add(HUBS.contains(name)
                    ? Site.withoutNetwork(name, endpoint)
                    : Site.of(name, endpoint, Subnet.parse("10.1." + (sites.size() + 1) + ".0/24")));
        }
        // The sockets of wireguard-go are in one folder for all namespaces of a machine: devices of two labs need different names.
        String prefix = "c" + network.host(names.getFirst()).address().split("\\.")[2] + "m";
        return new MeshDescription(
                "chaos",
                wish.technology(),
                new MeshDescription.Settings(
                        wish.router(), Subnet.parse("10.77.0.0/16"), 1200, prefix, 1420, true, wish.hello(), Duration.ofSeconds(10)),
                sites,
                wish.dedicated() ? HUBS : SITES.subList(0, 2),
                List.of(),
                MeshDescription.Rates.UNKNOWN);
    }

    RunningMesh mesh() {
        return mesh;
    }

    @Override
    public void close() throws IOException {
        try {
            mesh.close();
        } finally {
            network.close();
        }
    }
}

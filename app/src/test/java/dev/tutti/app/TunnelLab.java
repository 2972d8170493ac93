package dev.tutti.app;

import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Technology;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.mesh.bundle.Bundles;
import dev.tutti.mesh.config.MeshFile;
import dev.tutti.mesh.run.RunningMesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Paris, Rome and two hubs in network namespaces, joined by real OpenVPN tunnels, with real agents beside them. */
final class TunnelLab implements AutoCloseable {
    private static final List<String> NAMES = List.of("paris", "rome", "hub1", "hub2");

    final LabNetwork network;
    final RunningMesh mesh;
    private final Path folder;
    final LabAgents agents;

    private TunnelLab(LabNetwork network, RunningMesh mesh, Path folder) {
        this.network = network;
        this.mesh = mesh;
        this.folder = folder;
        this.agents = new LabAgents(folder, List.of());
    }

    /** @param rate what each link carries when all is well, such as {@code 50M} */
    static TunnelLab start(Path folder, String rate) throws Exception {
        Optional<String> reason = LabNetwork.whyNot();
        FleetExtension.require(reason.isEmpty(), "the lab's network", reason.orElse(""));
        Optional<String> missing = RunningMesh.whyNot(Technology.OPENVPN, Router.BIRD);
        FleetExtension.require(missing.isEmpty(), "the mesh", missing.orElse(""));
        LabNetwork network = LabNetwork.open(NAMES);
        try {
            Path description = Files.writeString(folder.resolve("mesh.yaml"), description(network, rate));
            Bundles bundles = new Bundles(folder.resolve("mesh"), folder.resolve("pki"), InstantSource.system());
            RunningMesh mesh = RunningMesh.start(
                    MeshFile.read(description), bundles, name -> network.host(name)::inside, folder.resolve("run"));
            return new TunnelLab(network, mesh, folder);
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    private static String description(LabNetwork network, String rate) {
        String prefix = "a" + network.host("paris").address().split("\\.")[2] + "m";
        return """
                mesh: {name: lab, hubs: [hub1, hub2], device_prefix: %s, hello: 100ms, silence: 6s, mtu: 1400, rate: %s}
                sites:
                  - {name: paris, endpoint: %s, network: 10.1.1.0/24}
                  - {name: rome, endpoint: %s, network: 10.1.2.0/24}
                  - {name: hub1, endpoint: %s}
                  - {name: hub2, endpoint: %s}
                """.formatted(prefix, rate, network.host("paris").address(), network.host("rome").address(),
                network.host("hub1").address(), network.host("hub2").address());
    }

    /**
     * Starts the program as an agent on this host.
     *
     * @param rates how often it measures what its links carry
     */
    void agent(String host, String rates) throws Exception {
        agents.start(network.host(host), "mesh: {description: %s, host: %s, folder: %s, run: %s, every: 2s, rates: %s}".formatted(
                folder.resolve("mesh.yaml"), host, folder.resolve("mesh"), mesh.host(host).runFolder(), rates));
    }

    @Override
    public void close() throws IOException {
        agents.close();
        try {
            mesh.close();
        } finally {
            network.close();
        }
    }
}

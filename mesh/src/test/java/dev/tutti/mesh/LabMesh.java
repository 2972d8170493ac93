package dev.tutti.mesh;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Site;
import dev.tutti.core.mesh.Subnet;
import dev.tutti.core.mesh.Technology;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.mesh.bundle.Bundles;
import dev.tutti.mesh.run.RunningMesh;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Sites and hubs in network namespaces of a lab's network, joined by real tunnels. */
final class LabMesh implements AutoCloseable {
    private static final List<String> SITES = List.of("paris", "madrid", "berlin", "rome");
    private static final List<String> HUBS = List.of("hub1", "hub2");

    private final LabNetwork network;
    private final RunningMesh mesh;
    private final Bundles bundles;

    private LabMesh(LabNetwork network, RunningMesh mesh, Bundles bundles) {
        this.network = network;
        this.mesh = mesh;
        this.bundles = bundles;
    }

    /** Four sites and two dedicated hubs. */
    static LabMesh start(Technology technology, int sites, OptionalLong rate, Path folder) throws IOException {
        Optional<String> reason = LabNetwork.whyNot();
        FleetExtension.require(reason.isEmpty(), "the lab's network", reason.orElse(""));
        Optional<String> missing = RunningMesh.whyNot(technology, Router.BIRD);
        FleetExtension.require(missing.isEmpty(), "the mesh", missing.orElse(""));
        List<String> names = new ArrayList<>(SITES.subList(0, sites));
        names.addAll(HUBS);
        LabNetwork network = LabNetwork.open(names);
        try {
            Bundles bundles = new Bundles(folder.resolve("out"), folder.resolve("pki"), InstantSource.system());
            RunningMesh mesh = RunningMesh.start(
                    description(network, technology, names, rate), bundles, name -> network.host(name)::inside,
                    folder.resolve("run"));
            return new LabMesh(network, mesh, bundles);
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private static MeshDescription description(
            LabNetwork network, Technology technology, List<String> names, OptionalLong rate) {
        List<Site> all = new ArrayList<>();
        for (int index = 0; index < names.size(); index++) {
            String name = names.get(index);
            Ipv4 endpoint = Ipv4.parse(network.host(name).address());
            all.add(HUBS.contains(name)
                    ? Site.withoutNetwork(name, endpoint)
                    : Site.of(name, endpoint, Subnet.parse("10.1." + (index + 1) + ".0/24")));
        }
        // The sockets of wireguard-go are in one folder for all namespaces of a machine.
        String prefix = "t" + network.host(names.getFirst()).address().split("\\.")[2] + "m";
        return new MeshDescription("lab", technology,
                new MeshDescription.Settings(Router.BIRD, Subnet.parse("10.77.0.0/16"), 1200, prefix, 1400, true,
                        Duration.ofMillis(100), Duration.ofSeconds(6)),
                all, HUBS, List.of(), new MeshDescription.Rates(rate, Map.of()));
    }

    /** The same description as a file. */
    String yaml() {
        MeshDescription description = mesh.plan().description();
        StringBuilder text = new StringBuilder("mesh:\n  name: lab\n  hubs: [hub1, hub2]\n  device_prefix: "
                + description.settings().devicePrefix() + "\nsites:\n");
        description.sites().forEach(site -> text.append("  - {name: ").append(site.name()).append(", endpoint: ")
                .append(site.endpoint()).append(site.network() == null ? "" : ", network: " + site.network()).append("}\n"));
        return text.toString();
    }

    LabNetwork network() {
        return network;
    }

    RunningMesh mesh() {
        return mesh;
    }

    Bundles bundles() {
        return bundles;
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

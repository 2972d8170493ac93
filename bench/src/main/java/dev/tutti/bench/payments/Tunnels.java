package dev.tutti.bench.payments;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.Site;
import dev.tutti.lab.AgentSetup;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.LabException;
import dev.tutti.lab.Overlay;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.mesh.bundle.Bundles;
import dev.tutti.mesh.config.MeshFile;
import dev.tutti.mesh.run.RunningMesh;
import dev.tutti.settings.ConfigException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Real OpenVPN tunnels from each site to both hubs, with routers and firewalls, from the bundles that {@code tutti mesh generate}
 * writes. Used by one thread.
 */
public final class Tunnels implements Overlay {
    private static final Duration UP = Duration.ofSeconds(60);
    private static final String DESCRIPTION = "mesh.yaml";

    private @Nullable RunningMesh mesh;

    @Override
    public List<String> hosts() {
        return Stream.concat(Sites.HUBS.stream(), Stream.of(Sites.OFFICE)).toList();
    }

    private static List<String> all() {
        return Stream.of(Sites.SERVERS, List.of(Sites.OFFICE), Sites.HUBS).flatMap(List::stream).toList();
    }

    @Override
    public Map<String, String> join(LabNetwork network, Path folder) throws IOException {
        Path place = Files.createDirectories(folder(folder));
        Path file = Files.writeString(place.resolve(DESCRIPTION), description(network));
        RunningMesh running = RunningMesh.start(read(file), bundles(place), name -> network.host(name)::inside, run(place));
        mesh = running;
        running.requireReach(UP);
        Map<String, String> inside = new LinkedHashMap<>();
        for (Site site : running.plan().description().sites()) {
            Ipv4 inner = site.inner();
            if (inner != null) {
                inside.put(site.name(), inner.toString());
            }
        }
        return inside;
    }

    private static MeshDescription read(Path file) throws IOException {
        try {
            return MeshFile.read(file);
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static String description(LabNetwork network) {
        StringBuilder text = new StringBuilder("""
                mesh:
                  name: payments
                  technology: openvpn
                  hubs: [%s]
                  hello: 200ms
                sites:
                """.formatted(String.join(", ", Sites.HUBS)));
        int number = 0;
        for (String name : all()) {
            number++;
            text.append("  - {name: ").append(name).append(", endpoint: ").append(network.host(name).address())
                    .append(Sites.HUBS.contains(name) ? "}\n" : ", network: 10.1." + number + ".0/24}\n");
        }
        text.append("galera:\n  clusters:\n    - name: ").append(GaleraFleet.CLUSTER).append("\n      nodes:\n");
        Sites.SERVERS.forEach(site -> text.append("        - {name: ").append(site).append(", address: '10.1.")
                .append(all().indexOf(site) + 1).append(".1:3306', site: ").append(site).append("}\n"));
        return text.toString();
    }

    /** The description of them. */
    static Path described(Path fleet) {
        return folder(fleet).resolve(DESCRIPTION);
    }

    /** What an agent's configuration says of its host's tunnels. */
    static String besideEach(AgentSetup.Place agent) {
        Path place = folder(agent.fleet());
        String host = agent.node().name();
        return """
                mesh:
                  description: "%s"
                  host: %s
                  folder: "%s"
                  run: "%s"
                  every: 3s
                  rates: 0s
                """.formatted(described(agent.fleet()), host, bundles(place).of(host).resolve("etc/tutti-mesh"), run(place).resolve(host));
    }

    private static Path folder(Path fleet) {
        return fleet.resolve("mesh");
    }

    private static Path run(Path place) {
        return place.resolve("run");
    }

    private static Bundles bundles(Path place) {
        return new Bundles(place, place.resolve("pki"), InstantSource.system());
    }

    /** All tunnels and routers end at once, those of the hubs too. */
    public void killAll() {
        mesh().kill(all());
    }

    /** Starts again what {@link #killAll} ended; returns when each reaches each. */
    public void restoreAll() throws IOException {
        mesh().restore(all());
        mesh().requireReach(UP);
    }

    private RunningMesh mesh() {
        RunningMesh running = mesh;
        if (running == null) {
            throw new IllegalStateException("the sites are not joined yet");
        }
        return running;
    }

    @Override
    public void close() {
        RunningMesh running = mesh;
        if (running != null) {
            try {
                running.close();
            } catch (IOException e) {
                throw new LabException("The tunnels did not end: " + e.getMessage(), e);
            }
        }
    }
}

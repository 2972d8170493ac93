package dev.tutti.bench.payments;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Site;
import dev.tutti.core.mesh.Subnet;
import dev.tutti.core.mesh.Technology;
import dev.tutti.lab.LabException;
import dev.tutti.lab.Overlay;
import dev.tutti.lab.network.LabNetwork;
import dev.tutti.mesh.bundle.Bundles;
import dev.tutti.mesh.run.Place;
import dev.tutti.mesh.run.RunningMesh;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
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
    private static final Duration HELLO = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final int FIRST_PORT = 1200;
    private static final int MTU = 1420;

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
        Path place = folder.resolve("mesh");
        Bundles bundles = new Bundles(place, place.resolve("pki"), InstantSource.system());
        MeshPlan plan = bundles.generate(description(network), List.of()).plan();
        Map<String, Place> places = new HashMap<>();
        all().forEach(name -> places.put(name, command -> network.host(name).inside(command)));
        RunningMesh running = RunningMesh.start(plan, bundles, places, place.resolve("run"));
        mesh = running;
        awaitJoined();
        Map<String, String> inside = new LinkedHashMap<>();
        for (Site site : plan.description().sites()) {
            Ipv4 inner = site.inner();
            if (inner != null) {
                inside.put(site.name(), inner.toString());
            }
        }
        return inside;
    }

    private static MeshDescription description(LabNetwork network) {
        List<Site> sites = new ArrayList<>();
        for (String name : all()) {
            Ipv4 endpoint = Ipv4.parse(network.host(name).address());
            sites.add(Sites.HUBS.contains(name)
                    ? Site.withoutNetwork(name, endpoint)
                    : Site.of(name, endpoint, Subnet.parse("10.1." + (sites.size() + 1) + ".0/24")));
        }
        return new MeshDescription(
                "payments",
                Technology.OPENVPN,
                new MeshDescription.Settings(
                        Router.BIRD, Subnet.parse("10.77.0.0/16"), FIRST_PORT, "tm", MTU, true, HELLO, SILENCE),
                sites,
                Sites.HUBS,
                List.of(),
                MeshDescription.Rates.UNKNOWN);
    }

    /** All tunnels and routers end at once, those of the hubs too. */
    public void killAll() {
        mesh().kill(all());
    }

    /** Starts again what {@link #killAll} ended; returns when each reaches each. */
    public void restoreAll() throws IOException {
        mesh().restore(all());
        awaitJoined();
    }

    private void awaitJoined() throws IOException {
        if (mesh().awaitReach(UP).isEmpty()) {
            throw new IOException("The tunnels were not up within " + UP.toSeconds() + " s: of "
                    + mesh().predicted() + " there was " + mesh().reached());
        }
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

package dev.tutti.bench.galera;

import dev.tutti.bench.WatchedFleet;
import dev.tutti.core.model.Address;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraSpec;
import dev.tutti.lab.process.Deadline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real Galera cluster with agents, and a control plane in a process of its own that watches it. One owner closes it. */
public final class WatchedGalera implements AutoCloseable {
    private static final Duration SEEN = Duration.ofSeconds(60);

    private final GaleraFleet fleet;
    private final PlaneHome home;
    private final Path state;
    private final Address listen;
    private final PlaneProcess plane;
    private final GaleraApi api;

    private WatchedGalera(GaleraFleet fleet, PlaneHome home, Path state, Address listen, PlaneProcess plane) {
        this.fleet = fleet;
        this.home = home;
        this.state = state;
        this.listen = listen;
        this.plane = plane;
        this.api = new GaleraApi(plane.url(), state.resolve("token"), GaleraFleet.CLUSTER);
    }

    /**
     * Starts the nodes, their agents and what watches them; returns when all are seen.
     *
     * @param spec without agents: they are added
     * @param port where the API listens; 0 for any free port
     */
    public static WatchedGalera start(GaleraSpec spec, int port, PlaneSettings settings) throws IOException {
        return start(spec, port, settings, PlaneHome.HERE);
    }

    /**
     * The same with the control plane elsewhere.
     *
     * @param home closed with it
     */
    public static WatchedGalera start(GaleraSpec spec, int port, PlaneSettings settings, PlaneHome home) throws IOException {
        GaleraFleet fleet = GaleraFleet.start(spec.withAgents(place -> AgentProgram.prepare(place, home.besideEach(place))));
        try {
            Path state = Files.createDirectories(fleet.folder().resolve("tutti"));
            int here = port == 0 ? WatchedFleet.freePort() : port;
            Address listen = home.open(fleet, here);
            Path written = settings.write(fleet, listen, state, home.configuration(fleet, state));
            PlaneProcess plane = new PlaneProcess(home::inside, written, state.resolve("tutti.log"), here);
            WatchedGalera watched = new WatchedGalera(fleet, home, state, listen, plane);
            try {
                plane.start();
                watched.awaitCalm(SEEN);
                return watched;
            } catch (RuntimeException e) {
                plane.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            home.close();
            fleet.close();
            throw e;
        }
    }

    /** Waits until the control plane sees every node Synced and every agent, and has nothing to say. */
    public void awaitCalm(Duration limit) {
        Deadline.in(limit).await(
                this::calm,
                "The control plane did not see the cluster calm",
                () -> api.cluster().sentence() + ". " + api.cluster().problems());
    }

    private boolean calm() {
        ClusterSeen seen = api.cluster();
        return seen.state().equals("calm")
                && seen.everyAgentAnswers()
                && !seen.recovering()
                && fleet.nodes().stream().allMatch(node -> seen.synced(node.name()));
    }

    /** Ends the control plane as SIGKILL does, and starts it with these settings. */
    public void restartPlane(PlaneSettings settings) throws IOException {
        plane.kill();
        settings.write(fleet, listen, state, home.configuration(fleet, state));
        plane.start();
    }

    public GaleraFleet fleet() {
        return fleet;
    }

    public PlaneProcess plane() {
        return plane;
    }

    public GaleraApi api() {
        return api;
    }

    /** What allows changes. */
    public Path tokenFile() {
        return state.resolve("token");
    }

    /** The page's address with the token that lets it change things, which the page takes out of the address bar. */
    public String pageUrl() throws IOException {
        return plane.url() + "/#token=" + Files.readString(tokenFile()).strip();
    }

    @Override
    public void close() {
        try {
            plane.close();
            home.close();
        } finally {
            fleet.close();
        }
    }
}

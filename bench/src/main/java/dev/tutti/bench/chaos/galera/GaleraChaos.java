package dev.tutti.bench.chaos.galera;

import dev.tutti.bench.galera.ClusterSeen;
import dev.tutti.bench.galera.GaleraChecks;
import dev.tutti.bench.galera.PlaneSettings;
import dev.tutti.bench.galera.WatchedGalera;
import dev.tutti.lab.FleetMember;
import dev.tutti.lab.GaleraFleet;
import dev.tutti.lab.GaleraSpec;
import dev.tutti.lab.LabException;
import dev.tutti.lab.process.Processes.State;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Plays scenarios one after the other. The cluster of one serves the next as long as it is as good as a fresh one; otherwise, and
 * after every failure, there is a fresh one. Used by one thread.
 */
final class GaleraChaos implements AutoCloseable {
    static final List<GaleraScenario> SCENARIOS = Stream.of(
                    Deaths.ALL, Cuts.ALL, Outages.ALL, Histories.ALL, StateTransfers.ALL, BadInput.ALL)
            .flatMap(List::stream)
            .toList();

    /** A node that has been Synced for so long may crash anew: scenarios follow each other faster than accidents. */
    private static final PlaneSettings SETTINGS = PlaneSettings.USUAL.with("restart_window", "3s");

    private static final Duration RESTORED = Duration.ofSeconds(20);

    private final @Nullable Path folder;
    private @Nullable WatchedGalera watched;
    private @Nullable Cast cast;
    private int clusters;

    /** @param folder where the clusters stand and stay; null for temporary folders */
    GaleraChaos(@Nullable Path folder) {
        this.folder = folder;
    }

    Result run(GaleraScenario scenario) {
        WatchedGalera ready;
        try {
            ready = ready(scenario.cluster());
        } catch (IOException | LabException e) {
            return new Result(scenario.name(), scenario.happens(), scenario.expected(), 0, List.of(), told(e));
        }
        try (Scene scene = new Scene(ready, SETTINGS)) {
            String problem = problem(scenario, scene);
            if (problem != null) {
                end();
            }
            return new Result(
                    scenario.name(), scenario.happens(), scenario.expected(), scene.seconds(), scene.facts(), problem);
        }
    }

    /** What is not as it must be; null when all is. */
    @SuppressWarnings("IllegalCatch") // whatever a scenario fails with is its result
    private static @Nullable String problem(GaleraScenario scenario, Scene scene) {
        try {
            scenario.script().play(scene);
            return null;
        } catch (Exception e) {
            return told(e);
        }
    }

    private static String told(Exception e) {
        return e instanceof Surprise || e instanceof LabException || e instanceof IllegalStateException
                ? String.valueOf(e.getMessage())
                : e.toString();
    }

    private WatchedGalera ready(Cast wanted) throws IOException {
        WatchedGalera running = watched;
        if (running != null && wanted == cast && restored(running)) {
            return running;
        }
        end();
        clusters++;
        GaleraSpec spec = folder == null ? wanted.spec() : wanted.spec().inFolder(folder.resolve("cluster-" + clusters));
        WatchedGalera fresh = WatchedGalera.start(spec, 0, SETTINGS);
        watched = fresh;
        cast = wanted;
        return fresh;
    }

    /** Whether nothing tells this cluster from a fresh one but what is in its tables and saved folders. */
    private static boolean restored(WatchedGalera running) throws IOException {
        GaleraFleet fleet = running.fleet();
        try {
            fleet.heal();
            if (fleet.members().stream().map(FleetMember::state).anyMatch(state -> state != State.RUNNING)) {
                return false;
            }
            running.restartPlane(SETTINGS);
            fleet.awaitSynced(RESTORED);
            dropBulk(fleet);
            running.awaitCalm(RESTORED);
            ClusterSeen seen = running.api().cluster();
            GaleraChecks.awaitEqual(fleet, RESTORED);
            return !seen.anyQuarantined() && !seen.recovering();
        } catch (LabException | IllegalStateException | UncheckedIOException | SQLException e) {
            return false;
        }
    }

    private static void dropBulk(GaleraFleet fleet) throws SQLException {
        try (Connection connection = fleet.nodes().getFirst().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS app.bulk");
        }
    }

    private void end() {
        WatchedGalera running = watched;
        watched = null;
        cast = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public void close() {
        end();
    }
}

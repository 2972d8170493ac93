package dev.tutti.control.mesh;

import dev.tutti.control.act.Rounds;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.mesh.bundle.Bundles;
import dev.tutti.mesh.config.MeshFile;
import dev.tutti.mesh.print.PlanJson;
import dev.tutti.settings.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * Knows the description of the mesh: reads it again when it changes, on a virtual thread of its own. What is wrong with it is told, and
 * what was read before goes on. Thread safe.
 */
public final class DescribedMesh implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DescribedMesh.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Path file;
    private final Bundles bundles;
    private final InstantSource clock;
    private final Rounds rounds = new Rounds("mesh description", LOOK, this::look);
    private volatile Known known;

    /** Of the looking thread, once that runs. */
    private @Nullable FileTime seen;

    /**
     * What is known.
     *
     * @param plan as {@code tutti mesh plan --json} prints it
     * @param problem what is wrong with the file since; empty when nothing is
     * @param readAt when the plan was read
     */
    public record Known(Map<String, Object> plan, String problem, Instant readAt) {}

    private DescribedMesh(Path file, InstantSource clock) throws IOException {
        this.file = file;
        // Numbers of sites are kept with the bundles; these lie beside the description, if they are here at all.
        this.bundles = new Bundles(file.resolveSibling("mesh"), file.resolveSibling("pki"), clock);
        this.clock = clock;
        this.seen = Files.getLastModifiedTime(file);
        this.known = read();
    }

    /**
     * Reads a description and watches it.
     *
     * @throws IOException if it is wrong or cannot be read, in a sentence
     */
    public static DescribedMesh start(Path file, InstantSource clock) throws IOException {
        DescribedMesh watch = new DescribedMesh(file, clock);
        watch.rounds.start();
        return watch;
    }

    public Known known() {
        return known;
    }

    private Known read() throws IOException {
        try {
            MeshPlan plan = bundles.plan(MeshFile.read(file));
            return new Known(PlanJson.tree(plan), "", clock.instant());
        } catch (ConfigException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void look() {
        try {
            FileTime now = Files.getLastModifiedTime(file);
            if (now.equals(seen)) {
                return;
            }
            seen = now;
            known = read();
            log.info("{} is taken", file);
        } catch (IOException e) {
            seen = Files.exists(file) ? seen : null; // should it come back, it is read whatever its time
            String problem = Files.exists(file) ? String.valueOf(e.getMessage()) : file + " is not there any more";
            if (!problem.equals(known.problem())) {
                log.error("{}. What was read before goes on", problem);
                known = new Known(known.plan(), problem, known.readAt());
            }
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}

package dev.tutti.app;

import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.mesh.MeshEye;
import dev.tutti.core.mesh.MeshFacts;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.mesh.bundle.Bundles;
import dev.tutti.mesh.check.Look;
import dev.tutti.mesh.check.RateAnswers;
import dev.tutti.mesh.config.MeshFile;
import dev.tutti.mesh.run.Place;
import dev.tutti.settings.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.InstantSource;

/**
 * How an agent looks at the tunnels of its host: as {@code tutti mesh check} does. It answers the measurements of peers as well, once
 * its tunnels are there. Used by one thread.
 */
final class TunnelEye implements MeshEye {
    private static final Logger log = LoggerFactory.getLogger(TunnelEye.class);

    private final AgentConfig.Mesh mesh;
    private @Nullable RateAnswers answers;

    private TunnelEye(AgentConfig.Mesh mesh) {
        this.mesh = mesh;
    }

    /** @throws IOException in a sentence, if the description is wrong or does not know the host */
    static TunnelEye open(AgentConfig.Mesh mesh) throws IOException {
        TunnelEye eye = new TunnelEye(mesh);
        eye.plan();
        return eye;
    }

    private MeshPlan plan() throws IOException {
        try {
            // Of the folder only the sites' numbers are read: the authority is elsewhere.
            MeshPlan plan = new Bundles(mesh.folder(), mesh.folder(), InstantSource.system())
                    .plan(MeshFile.read(mesh.description()));
            plan.host(mesh.host());
            return plan;
        } catch (ConfigException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public MeshFacts facts() throws IOException {
        return MeshFacts.of(plan(), mesh.host());
    }

    @Override
    public Seen look(boolean rates) throws IOException {
        MeshPlan plan = plan();
        answer(plan);
        return new Seen(
                MeshFacts.of(plan, mesh.host()),
                new Look(plan, mesh.host(), mesh.run(), Place.HERE, InstantSource.system()).look(rates));
    }

    private void answer(MeshPlan plan) {
        boolean measured = !mesh.rates().isZero()
                && plan.host(mesh.host()).tunnels().stream().anyMatch(tunnel -> tunnel.rate().isPresent());
        if (answers == null && measured) {
            try {
                answers = RateAnswers.start(plan, mesh.host());
            } catch (IOException e) {
                log.debug("peers are not answered yet: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (answers != null) {
            answers.close();
        }
    }
}

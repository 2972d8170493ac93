package dev.tutti.app;

import dev.tutti.agent.Agent;
import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.mesh.MeshEye;
import dev.tutti.agent.observe.Observer;

import java.io.IOException;
import java.nio.file.Path;

/** What an agent looks around with, from the rooms that know how. */
final class AgentEyes implements Agent.Eyes {
    /**
     * Reads the files that the configuration names, and does nothing with them.
     *
     * @throws IOException in a sentence, if one is wrong
     */
    static void verify(AgentConfig config) throws IOException {
        if (config.mesh() != null) {
            TunnelEye.open(config.mesh()).close();
        }
        if (config.checks() != null) {
            HostChecks.read(config.checks());
        }
    }

    @Override
    public MeshEye tunnels(AgentConfig.Mesh mesh) throws IOException {
        return TunnelEye.open(mesh);
    }

    @Override
    public Observer checks(Path file) throws IOException {
        return HostChecks.start(file);
    }
}

package dev.tutti.agent;

import dev.tutti.agent.act.Actions;
import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.config.AgentConfig.Access;
import dev.tutti.agent.host.ServerProcess;
import dev.tutti.agent.http.AgentServer;
import dev.tutti.agent.http.Probing;
import dev.tutti.agent.mesh.MeshEye;
import dev.tutti.agent.mesh.MeshLooks;
import dev.tutti.core.model.Address;
import dev.tutti.settings.tls.Identity;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.InstantSource;

/** A running agent. The server beside it goes on when it ends. Thread-safe. */
public final class Agent implements AutoCloseable {
    private final AgentConfig config;
    private final Actions actions;
    private final AgentServer server;
    private final @Nullable MeshLooks looks;

    private Agent(AgentConfig config, Actions actions, AgentServer server, @Nullable MeshLooks looks) {
        this.config = config;
        this.actions = actions;
        this.server = server;
        this.looks = looks;
    }

    /** Makes what looks at the tunnels of a host. */
    @FunctionalInterface
    public interface Eyes {
        /** @throws IOException in a sentence, if the description is wrong or does not know the host */
        MeshEye open(AgentConfig.Mesh mesh) throws IOException;
    }

    /** The same for a host whose tunnels nobody looks at. */
    public static Agent start(AgentConfig config, String version, InstantSource clock) throws IOException, InterruptedException {
        return start(config, version, clock, mesh -> {
            throw new IOException("The tunnels of " + mesh.host() + " cannot be looked at here: remove mesh.description");
        });
    }

    /**
     * Starts an agent.
     *
     * @param version what it says of itself
     * @param eyes who looks at tunnels, where the configuration names any
     * @throws IOException in a sentence, if a file cannot be used or the address is taken
     */
    public static Agent start(AgentConfig config, String version, InstantSource clock, Eyes eyes)
            throws IOException, InterruptedException {
        @Nullable Identity identity = config.access() instanceof Access.MutualTls tls
                ? Identity.of(tls.certificate(), tls.key(), tls.authority(), tls.revoked())
                : null;
        ServerProcess process = new ServerProcess(config.server().pidFile(), config.server().dataFolder());
        Actions actions = Actions.open(config, process, clock, new Probing(config, identity));
        @Nullable MeshLooks looks = null;
        try {
            looks = config.mesh() == null ? null : MeshLooks.start(config.mesh(), eyes.open(config.mesh()), clock);
            AgentServer server =
                    AgentServer.start(config, actions, new AgentServer.Parts(version, process, clock, looks), identity);
            return new Agent(config, actions, server, looks);
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (looks != null) {
                looks.close();
            }
            actions.close();
            throw e;
        }
    }

    /** Where it listens, with the real port. */
    public Address address() {
        return new Address(config.listen().host(), server.port());
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (looks != null) {
            looks.close();
        }
        actions.close();
    }
}

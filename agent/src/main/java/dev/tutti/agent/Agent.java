package dev.tutti.agent;

import dev.tutti.agent.act.Actions;
import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.config.AgentConfig.Access;
import dev.tutti.agent.host.ServerProcess;
import dev.tutti.agent.http.AgentServer;
import dev.tutti.agent.http.Probing;
import dev.tutti.agent.mesh.MeshEye;
import dev.tutti.agent.mesh.MeshLooks;
import dev.tutti.agent.observe.Observer;
import dev.tutti.core.model.Address;
import dev.tutti.settings.tls.Identity;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** A running agent. The server beside it goes on when it ends. Thread-safe. */
public final class Agent implements AutoCloseable {
    private final AgentConfig config;
    private final Actions actions;
    private final AgentServer server;
    private final @Nullable MeshLooks looks;
    private final @Nullable Observer observer;

    private Agent(
            AgentConfig config,
            Actions actions,
            AgentServer server,
            @Nullable MeshLooks looks,
            @Nullable Observer observer) {
        this.config = config;
        this.actions = actions;
        this.server = server;
        this.looks = looks;
        this.observer = observer;
    }

    /** Makes what looks around on a host, and is no business of agents. */
    public interface Eyes {
        /**
         * What looks at the host's tunnels.
         *
         * @throws IOException in a sentence, if the description is wrong or does not know the host
         */
        MeshEye tunnels(AgentConfig.Mesh mesh) throws IOException;

        /**
         * What makes checks for others.
         *
         * @throws IOException in a sentence, if the file is wrong
         */
        Observer checks(Path file) throws IOException;
    }

    private static final class Blind implements Eyes {
        @Override
        public MeshEye tunnels(AgentConfig.Mesh mesh) throws IOException {
            throw new IOException("The tunnels of " + mesh.host() + " cannot be looked at here: remove mesh.description");
        }

        @Override
        public Observer checks(Path file) throws IOException {
            throw new IOException("The checks of " + file + " cannot be made here: remove observe.checks");
        }
    }

    /** The same for a host that is told of neither tunnels nor checks. */
    public static Agent start(AgentConfig config, String version, InstantSource clock) throws IOException, InterruptedException {
        return start(config, version, clock, new Blind());
    }

    /**
     * Starts an agent.
     *
     * @param version what it says of itself
     * @param eyes for tunnels and checks, where the configuration names any
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
        @Nullable Observer observer = null;
        try {
            looks = config.mesh() == null ? null : MeshLooks.start(config.mesh(), eyes.tunnels(config.mesh()), clock);
            observer = config.checks() == null ? null : eyes.checks(config.checks());
            AgentServer server = AgentServer.start(
                    config, actions, new AgentServer.Parts(version, process, clock, looks, observer), identity);
            return new Agent(config, actions, server, looks, observer);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close(looks, observer);
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
        close(looks, observer);
        actions.close();
    }

    private static void close(@Nullable MeshLooks looks, @Nullable Observer observer) throws IOException {
        if (looks != null) {
            looks.close();
        }
        if (observer != null) {
            observer.close();
        }
    }
}

package dev.tutti.agent;

import dev.tutti.agent.act.Actions;
import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.config.AgentConfig.Access;
import dev.tutti.agent.host.ServerProcess;
import dev.tutti.agent.http.AgentServer;
import dev.tutti.agent.http.Probing;
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

    private Agent(AgentConfig config, Actions actions, AgentServer server) {
        this.config = config;
        this.actions = actions;
        this.server = server;
    }

    /**
     * Starts an agent.
     *
     * @param version what it says of itself
     * @throws IOException in a sentence, if a file cannot be used or the address is taken
     */
    public static Agent start(AgentConfig config, String version, InstantSource clock) throws IOException, InterruptedException {
        @Nullable Identity identity = config.access() instanceof Access.MutualTls tls
                ? Identity.of(tls.certificate(), tls.key(), tls.authority(), tls.revoked())
                : null;
        ServerProcess process = new ServerProcess(config.server().pidFile(), config.server().dataFolder());
        Actions actions = Actions.open(config, process, clock, new Probing(config, identity));
        try {
            AgentServer server =
                    AgentServer.start(config, actions, new AgentServer.Parts(version, process, clock), identity);
            return new Agent(config, actions, server);
        } catch (IOException | InterruptedException | RuntimeException e) {
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
        actions.close();
    }
}

package dev.tutti.control.agents;

import dev.tutti.control.config.Config;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Secret;
import dev.tutti.settings.tls.Identity;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All agents that are configured. Thread safe. */
public final class Agents implements AutoCloseable {
    private final Map<Address, AgentWatch> watches = new HashMap<>();
    private final @Nullable HttpClient http;

    /**
     * @param beside the agent's address by that of its server
     * @throws IOException if the certificates cannot be used, in a sentence
     */
    public Agents(Config.Agents config, Map<Address, Address> beside, InstantSource clock) throws IOException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.deadline())
                .followRedirects(HttpClient.Redirect.NEVER);
        @Nullable Secret token = null;
        switch (config.access()) {
            case Config.Agents.Access.None none -> {
                http = null;
                return;
            }
            case Config.Agents.Access.Token shared -> token = shared.value();
            case Config.Agents.Access.MutualTls tls -> builder.sslContext(
                    Identity.of(tls.certificate(), tls.key(), tls.authority(), tls.revoked()).context());
        }
        HttpClient client = builder.build();
        http = client;
        for (Map.Entry<Address, Address> entry : beside.entrySet()) {
            AgentClient agent = new AgentClient(entry.getValue(), client, token, config.deadline());
            watches.put(entry.getKey(), new AgentWatch(entry.getKey(), agent, config.poll(), clock));
        }
    }

    public void start() {
        watches.values().forEach(AgentWatch::start);
    }

    /** The agent beside this server. */
    public Optional<AgentWatch> beside(Address server) {
        return Optional.ofNullable(watches.get(server));
    }

    public Collection<AgentWatch> all() {
        return watches.values();
    }

    @Override
    public void close() {
        watches.values().forEach(AgentWatch::close);
        if (http != null) {
            http.shutdownNow();
        }
    }
}

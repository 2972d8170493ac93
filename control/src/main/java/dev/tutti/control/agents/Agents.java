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
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All agents that are configured. Thread safe. */
public final class Agents implements AutoCloseable {
    private final Map<Address, AgentWatch> watches = new HashMap<>();
    private final Map<String, AgentClient> named = new LinkedHashMap<>();
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
        for (Map.Entry<String, Address> entry : config.hosts().entrySet()) {
            named.put(entry.getKey(), new AgentClient(entry.getValue(), client, token, config.deadline()));
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

    /** The agent that is called so; those beside nodes have no names of their own. */
    public Optional<AgentClient> named(String name) {
        return Optional.ofNullable(named.get(name));
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(named.keySet());
    }

    /** One for each address. */
    public Collection<AgentClient> clients() {
        Map<Address, AgentClient> all = new LinkedHashMap<>();
        named.values().forEach(client -> all.put(client.address(), client));
        watches.values().forEach(watch -> all.putIfAbsent(watch.agent(), watch.client()));
        return all.values();
    }

    @Override
    public void close() {
        watches.values().forEach(AgentWatch::close);
        if (http != null) {
            http.shutdownNow();
        }
    }
}

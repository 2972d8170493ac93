package dev.tutti.control.traffic;

import dev.tutti.control.agents.Agents;
import dev.tutti.traffic.feed.address.AddressHost;
import dev.tutti.traffic.feed.config.AddressHosts;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hosts of virtual addresses, asked through their agents. That a host which does not answer serves nobody any more only a person
 * can know, who has seen to it; what a person said is forgotten as soon as the host answers again, and with this process. Thread safe.
 */
public final class AgentHosts implements AddressHosts {
    private final Agents agents;
    private final InstantSource clock;
    private final Map<String, Instant> fenced = new ConcurrentHashMap<>();

    public AgentHosts(Agents agents, InstantSource clock) {
        this.agents = agents;
        this.clock = clock;
    }

    @Override
    public AddressHost host(String agent) {
        return agents.named(agent)
                .map(client -> new AgentHost(agent, client, () -> fenced.remove(agent)))
                .orElseThrow(() -> new IllegalArgumentException("no agent is called \"" + agent + "\": describe it in agents.hosts of the"
                        + " control plane's configuration, which knows " + String.join(", ", agents.names())));
    }

    @Override
    public boolean isFenced(String agent) {
        return fenced.containsKey(agent);
    }

    /**
     * Takes a person's word that the host with this agent serves nobody, or takes it back.
     *
     * @return whether there is such an agent
     */
    public boolean fence(String agent, boolean yes) {
        if (!agents.names().contains(agent)) {
            return false;
        }
        if (yes) {
            fenced.put(agent, clock.instant());
        } else {
            fenced.remove(agent);
        }
        return true;
    }

    /** Whom a person may say this of. */
    public Set<String> names() {
        return agents.names();
    }

    /** Of which hosts a person said so, and when. */
    public Map<String, Instant> fenced() {
        return new TreeMap<>(fenced);
    }
}

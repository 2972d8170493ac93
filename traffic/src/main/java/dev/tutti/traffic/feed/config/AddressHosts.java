package dev.tutti.traffic.feed.config;

import dev.tutti.traffic.feed.address.AddressHost;

/** What virtual addresses need of whoever knows the agents and has fenced servers. Any thread may call. */
public interface AddressHosts {
    /** The host behind an agent. */
    AddressHost host(String agent);

    /** Whether the host behind an agent is known to be unable to serve anybody. */
    boolean isFenced(String agent);

    /** For a process without agents: there are no virtual addresses. */
    static AddressHosts none() {
        return new AddressHosts() {
            @Override
            public AddressHost host(String agent) {
                throw new IllegalArgumentException("agent \"" + agent + "\" cannot be asked by this process: only the control"
                        + " plane moves virtual addresses");
            }

            @Override
            public boolean isFenced(String agent) {
                return false;
            }
        };
    }
}

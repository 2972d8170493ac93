package dev.tutti.bench.payments;

import java.util.List;
import java.util.stream.IntStream;

/** The places of the payments scenario; each is a host of its own. Stateless. */
public final class Sites {
    /** Each has a server that takes writes, and an agent. */
    public static final List<String> SERVERS = List.of("london", "paris", "amsterdam", "frankfurt");
    /** They only pass on what is for others. */
    public static final List<String> HUBS = List.of("hub1", "hub2");
    /** Where the control plane is, and the DNS server in it. */
    public static final String OFFICE = "office";

    private Sites() {}

    /** The other sites with servers, in the order in which a client goes there. */
    static List<String> nearest(String site) {
        int at = SERVERS.indexOf(site);
        return IntStream.range(1, SERVERS.size())
                .mapToObj(step -> SERVERS.get((at + step) % SERVERS.size()))
                .toList();
    }
}

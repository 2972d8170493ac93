package dev.tutti.core.traffic;

import java.util.Optional;

/**
 * One place where clients of a name may go.
 *
 * @param target what the configuration or the topology calls it, for people
 * @param ip its address as text, IPv4 or IPv6, never a name
 * @param port where its service listens, 1 to 65535
 * @param weight its share of the clients among the endpoints of one answer, 0 to 255; 0 only when nobody else is left
 * @param site where it stands, if that is known
 */
public record Endpoint(String target, String ip, int port, int weight, Optional<String> site) {
    public Endpoint {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port + " (" + target + ")");
        }
        if (weight < 0 || weight > 255) {
            throw new IllegalArgumentException("a weight is 0 to 255, not " + weight + " (" + target + ")");
        }
    }
}

package dev.tutti.core.traffic;

import java.time.Duration;
import java.util.List;

/**
 * Where clients of one name are to go now.
 *
 * @param name what clients ask for, fully qualified, in lower case, with its last dot
 * @param ttl how long an answer may be kept
 * @param endpoints the best first; empty means that nobody may answer: clients get no address rather than a wrong one
 * @param because one sentence: why these and no others
 */
public record Route(String name, Duration ttl, List<Endpoint> endpoints, String because) {
    public Route {
        endpoints = List.copyOf(endpoints);
    }

    /** Whether clients would be sent to the same places in the same order with the same shares. */
    public boolean sendsLike(Route other) {
        return name.equals(other.name) && ttl.equals(other.ttl) && endpoints.equals(other.endpoints);
    }
}

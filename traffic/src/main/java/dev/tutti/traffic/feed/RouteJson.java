package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A route as a key's value and as a command gets it: {@code {"name", "ttl" (seconds), "endpoints": [{"target", "ip", "port",
 * "weight", "site"}]}}, the best endpoint first, always spelled alike. Why it leads there is left out: that may change while
 * nothing else does. Stateless.
 */
public final class RouteJson {
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private RouteJson() {}

    public static String text(Route route) {
        return node(route).toString();
    }

    public static ObjectNode node(Route route) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("name", route.name());
        node.put("ttl", route.ttl().toSeconds());
        ArrayNode endpoints = node.putArray("endpoints");
        for (Endpoint endpoint : route.endpoints()) {
            ObjectNode one = endpoints.addObject();
            one.put("target", endpoint.target());
            one.put("ip", endpoint.ip());
            one.put("port", endpoint.port());
            one.put("weight", endpoint.weight());
            endpoint.site().ifPresent(site -> one.put("site", site));
        }
        return node;
    }
}

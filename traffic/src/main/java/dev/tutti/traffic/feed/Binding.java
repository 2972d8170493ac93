package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Intent;
import dev.tutti.core.traffic.feed.Intent.Wanted;
import dev.tutti.core.traffic.feed.Purpose;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which of a router's names says what a route says.
 *
 * @param route the route's name, in lower case with its last dot
 * @param to the router's own name: a DNS name, a backend, a host group, a key, a virtual address
 */
public record Binding(String route, String to, Purpose purpose) {
    /** How a route reads in a router's words. */
    @FunctionalInterface
    public interface Writing {
        Entry entry(String to, Route route) throws FeedException;
    }

    /** The bound ones of these routes. */
    public static Intent intent(List<Binding> bindings, List<Route> routes, Writing writing) throws FeedException {
        Map<String, Route> byName =
                routes.stream().collect(Collectors.toMap(Route::name, Function.identity(), (one, other) -> other, TreeMap::new));
        List<Wanted> wanted = new ArrayList<>();
        for (Binding binding : bindings) {
            Route route = byName.get(binding.route());
            if (route != null) {
                wanted.add(new Wanted(writing.entry(binding.to(), route), binding.purpose()));
            }
        }
        return Intent.of(wanted);
    }

    /** Who gets clients: those of weight 0 only when there are no others, then all alike. */
    public static List<Endpoint> serving(Route route) {
        List<Endpoint> weighty = route.endpoints().stream().filter(endpoint -> endpoint.weight() > 0).toList();
        return weighty.isEmpty() ? route.endpoints() : weighty;
    }

    /** A share for a router that has weights: 0 waits until all others are gone, unless all are 0, who then count alike. */
    public static int weight(Route route, Endpoint endpoint) {
        boolean anybody = route.endpoints().stream().anyMatch(one -> one.weight() > 0);
        return anybody ? endpoint.weight() : 1;
    }

    /**
     * An address with its port, {@code 10.0.0.1:3306} or {@code [fd00:0:0:0:0:0:0:1]:3306}: an IPv6 address has many spellings, and
     * this gives always the same. What is no address stays what it is.
     */
    public static String socket(String ip, int port) {
        if (ip.indexOf(':') < 0) {
            return ip + ":" + port;
        }
        String spelled = ip;
        try {
            spelled = InetAddress.ofLiteral(ip).getHostAddress();
        } catch (IllegalArgumentException e) {
            // Somebody else has written it; it is shown as it is.
        }
        return "[" + spelled + "]:" + port;
    }
}

package dev.tutti.traffic.feed.command;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.Intent;
import dev.tutti.core.traffic.feed.Manner;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.Patience;
import dev.tutti.traffic.feed.Provider;
import dev.tutti.traffic.feed.RouteJson;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A router behind two commands. The first gets the changed routes on its standard input as {@code {"routes": [{"name", "ttl"
 * (seconds), "endpoints": [{"ip", "port", "weight"}], "was": [endpoints]}]}}, makes them so and ends with code 0. The second gets
 * {@code {"names": […]}} and prints {@code {"routes": [{"name", "ttl", "endpoints"}]}}, as the router says it, not as it was told;
 * a route that it leaves out leads nowhere. The order of endpoints does not count.
 */
public final class CommandProvider implements Provider {
    private static final String TTL = "ttl ";
    private static final String WEIGHT = "weight ";

    private final List<String> apply;
    private final List<String> read;
    private final String title;
    private final List<Binding> bindings;

    /**
     * Two commands, program and arguments each.
     *
     * @param bindings to names as the commands know them
     */
    public CommandProvider(List<String> apply, List<String> read, List<Binding> bindings) {
        this.apply = List.copyOf(apply);
        this.read = List.copyOf(read);
        this.title = "command " + apply.getFirst();
        this.bindings = List.copyOf(bindings);
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Manner manner() {
        return Manner.WHOLE;
    }

    @Override
    public Intent intent(List<Route> routes) throws FeedException {
        return Binding.intent(bindings, routes, CommandProvider::entry);
    }

    private static Entry entry(String to, Route route) {
        Map<String, String> members = new TreeMap<>();
        for (Endpoint endpoint : route.endpoints()) {
            members.put(Binding.socket(endpoint.ip(), endpoint.port()), WEIGHT + endpoint.weight());
        }
        return Entry.of(to, members, TTL + route.ttl().toSeconds());
    }

    @Override
    public Map<String, Entry> look(Set<String> names, Patience patience) throws FeedException, InterruptedException {
        ObjectNode question = RouteJson.MAPPER.createObjectNode();
        ArrayNode asked = question.putArray("names");
        names.forEach(asked::add);
        String answer = Command.run(read, question.toString(), title, patience);
        Map<String, Entry> seen = new TreeMap<>();
        try {
            for (JsonNode route : RouteJson.MAPPER.readTree(answer).path("routes")) {
                Entry entry = entry(route);
                if (names.contains(entry.name())) {
                    seen.put(entry.name(), entry);
                }
            }
        } catch (JacksonException e) {
            throw new FeedException(new Failure.Faulty(title, read.getFirst() + " printed no routes: " + e.getOriginalMessage()), e);
        }
        return seen;
    }

    private static Entry entry(JsonNode route) {
        Map<String, String> members = new TreeMap<>();
        for (JsonNode endpoint : route.path("endpoints")) {
            members.put(Binding.socket(endpoint.path("ip").asString(""), endpoint.path("port").asInt(0)),
                    WEIGHT + endpoint.path("weight").asInt(0));
        }
        return Entry.of(route.path("name").asString(""), members, TTL + route.path("ttl").asLong(0));
    }

    @Override
    public void perform(List<Change> changes, Patience patience) throws FeedException, InterruptedException {
        ObjectNode input = RouteJson.MAPPER.createObjectNode();
        ArrayNode routes = input.putArray("routes");
        for (Change change : changes) {
            if (!(change instanceof Change.Replace(Entry from, Entry to))) {
                throw new IllegalStateException("this takes whole entries, not " + change);
            }
            ObjectNode route = routes.addObject();
            route.put("name", to.name());
            route.put("ttl", to.isNone() ? 0 : Long.parseLong(to.settings().substring(TTL.length())));
            endpoints(route.putArray("endpoints"), to);
            endpoints(route.putArray("was"), from);
        }
        Command.run(apply, input.toString(), title, patience);
    }

    private static void endpoints(ArrayNode into, Entry entry) {
        entry.members().forEach((member, value) -> {
            int colon = member.lastIndexOf(':');
            into.addObject()
                    .put("ip", member.substring(0, colon).replace("[", "").replace("]", ""))
                    .put("port", Integer.parseInt(member.substring(colon + 1)))
                    .put("weight", Integer.parseInt(value.substring(WEIGHT.length())));
        });
    }
}

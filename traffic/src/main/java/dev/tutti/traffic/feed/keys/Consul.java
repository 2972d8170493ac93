package dev.tutti.traffic.feed.keys;

import dev.tutti.core.model.Secret;
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
import dev.tutti.traffic.feed.keys.JsonHttp.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keys of Consul. All that change together are one transaction ({@code /v1/txn}), in which each is written only if its index is
 * still the one that was seen. It is read with {@code consistent}, so that no server answers from before.
 */
public final class Consul implements Provider {
    /** Consul's own limit of operations in a transaction; older ones have this, newer ones 128. */
    private static final int MOST_AT_ONCE = 64;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final String REMEDY = "give the token a policy with key \"write\" for these keys";

    private final JsonHttp http;
    private final String title;
    private final Map<String, String> headers;
    private final List<Binding> bindings;
    private final Map<String, Long> indexes = new HashMap<>();

    /**
     * Keys of a Consul.
     *
     * @param url of an agent or server, such as {@code http://127.0.0.1:8500}
     * @param bindings to keys
     */
    public Consul(URI url, Optional<Secret> token, List<Binding> bindings) {
        this.title = "Consul at " + url;
        this.http = new JsonHttp(url, title);
        this.headers = token.map(secret -> Map.of("X-Consul-Token", secret.reveal())).orElse(Map.of());
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
        return Binding.intent(bindings, routes, KeyEntries::wanted);
    }

    @Override
    public Map<String, Entry> look(Set<String> names, Patience patience) throws FeedException, InterruptedException {
        Map<String, Entry> seen = new TreeMap<>();
        for (String key : names) {
            String doing = "reading key " + key;
            String path = "/v1/kv/" + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
            Answer answer = http.send("GET", path + "?consistent", headers, null, doing, patience);
            if (answer.status() == NOT_FOUND) {
                indexes.put(key, 0L);
                continue;
            }
            if (!answer.isOk()) {
                throw http.unexpected(answer, doing, REMEDY);
            }
            JsonNode found = http.json(answer, doing).path(0);
            indexes.put(key, found.path("ModifyIndex").asLong());
            seen.put(key, KeyEntries.seen(key, KeyEntries.text(found.path("Value").asString(""))));
        }
        return seen;
    }

    @Override
    public void perform(List<Change> changes, Patience patience) throws FeedException, InterruptedException {
        for (int from = 0; from < changes.size(); from += MOST_AT_ONCE) {
            write(changes.subList(from, Math.min(changes.size(), from + MOST_AT_ONCE)), patience);
        }
    }

    private void write(List<Change> changes, Patience patience) throws FeedException, InterruptedException {
        ArrayNode transaction = RouteJson.MAPPER.createArrayNode();
        for (Change change : changes) {
            ObjectNode operation = transaction.addObject().putObject("KV");
            operation.put("Verb", "cas");
            operation.put("Key", change.name());
            operation.put("Value", KeyEntries.base64(KeyEntries.value(change)));
            operation.put("Index", indexes.getOrDefault(change.name(), 0L));
        }
        String doing = "writing " + String.join(", ", changes.stream().map(Change::name).toList());
        Answer answer = http.send("PUT", "/v1/txn", headers, transaction.toString(), doing, patience);
        if (answer.status() == CONFLICT) {
            String what = http.json(answer, doing).path("Errors").path(0).path("What").asString("");
            throw new FeedException(what.contains("Permission denied")
                    ? new Failure.Refused(title, what + ", " + doing, REMEDY)
                    : new Failure.Conflict(title, what));
        }
        if (!answer.isOk()) {
            throw http.unexpected(answer, doing, REMEDY);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}

package dev.tutti.traffic.feed.keys;

import dev.tutti.core.model.Credentials;
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
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keys of etcd, version 3, by its JSON gateway ({@code /v3/kv/…}). All that change together are one transaction, which is carried
 * out only if each key's revision is still the one that was seen. Reading is linearizable, as it is by default. With an account it
 * logs in before each look: tokens are short-lived.
 */
public final class Etcd implements Provider {
    private static final int BAD_REQUEST = 400;
    private static final String REMEDY = "see that the account is right and its role may read and write these keys";

    private final JsonHttp http;
    private final String title;
    private final Optional<Credentials> account;
    private final List<Binding> bindings;
    private final Map<String, String> revisions = new HashMap<>();
    private Map<String, String> headers = Map.of();

    /**
     * Keys of an etcd.
     *
     * @param url of one of its members, such as {@code http://127.0.0.1:2379}
     * @param bindings to keys
     */
    public Etcd(URI url, Optional<Credentials> account, List<Binding> bindings) {
        this.title = "etcd at " + url;
        this.http = new JsonHttp(url, title);
        this.account = account;
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
        logIn(patience);
        Map<String, Entry> seen = new TreeMap<>();
        for (String key : names) {
            ObjectNode range = RouteJson.MAPPER.createObjectNode();
            range.put("key", KeyEntries.base64(key));
            JsonNode found = post("/v3/kv/range", range, "reading key " + key, patience).path("kvs").path(0);
            // Revision 0 is that of a key that is not there.
            revisions.put(key, found.path("mod_revision").asString("0"));
            if (!found.isMissingNode()) {
                seen.put(key, KeyEntries.seen(key, KeyEntries.text(found.path("value").asString(""))));
            }
        }
        return seen;
    }

    private void logIn(Patience patience) throws FeedException, InterruptedException {
        if (account.isPresent()) {
            headers = Map.of();
            ObjectNode login = RouteJson.MAPPER.createObjectNode();
            login.put("name", account.get().user());
            login.put("password", account.get().password().reveal());
            String token = post("/v3/auth/authenticate", login, "logging in as " + account.get().user(), patience)
                    .path("token").asString("");
            headers = Map.of("Authorization", token);
        }
    }

    @Override
    public void perform(List<Change> changes, Patience patience) throws FeedException, InterruptedException {
        ObjectNode transaction = RouteJson.MAPPER.createObjectNode();
        var compare = transaction.putArray("compare");
        var success = transaction.putArray("success");
        for (Change change : changes) {
            String key = KeyEntries.base64(change.name());
            compare.addObject()
                    .put("key", key)
                    .put("target", "MOD")
                    .put("result", "EQUAL")
                    .put("modRevision", revisions.getOrDefault(change.name(), "0"));
            success.addObject()
                    .putObject("requestPut")
                    .put("key", key)
                    .put("value", KeyEntries.base64(KeyEntries.value(change)));
        }
        String names = String.join(", ", changes.stream().map(Change::name).toList());
        JsonNode answer = post("/v3/kv/txn", transaction, "writing " + names, patience);
        if (!answer.path("succeeded").asBoolean(false)) {
            throw new FeedException(new Failure.Conflict(title, "another revision of " + names + " is there than was seen"));
        }
    }

    private JsonNode post(String path, ObjectNode body, String doing, Patience patience)
            throws FeedException, InterruptedException {
        Answer answer = http.send("POST", path, headers, body.toString(), doing, patience);
        if (answer.isOk()) {
            return http.json(answer, doing);
        }
        // Wrong passwords and missing accounts are bad requests to etcd.
        throw answer.status() == BAD_REQUEST
                ? new FeedException(new Failure.Refused(title, "it answers: "
                        + http.json(answer, doing).path("error").asString("bad request") + ", " + doing, REMEDY))
                : http.unexpected(answer, doing, REMEDY);
    }

    @Override
    public void close() {
        http.close();
    }
}

package dev.tutti.traffic.feed.keys;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.traffic.feed.RouteJson;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * An entry for each key; its only member is the key's value. A route to nobody is a value without endpoints and not a missing key:
 * whoever reads it must not take it for one that has not been written yet. Stateless.
 */
final class KeyEntries {
    private KeyEntries() {}

    static Entry wanted(String key, Route route) {
        return seen(key, RouteJson.text(route));
    }

    static Entry seen(String key, String value) {
        return Entry.of(key, Map.of(value, ""), "");
    }

    /** The value that a change writes. */
    static String value(Change change) {
        if (change instanceof Change.Replace(Entry _, Entry to)) {
            return to.members().firstKey();
        }
        throw new IllegalStateException("this takes whole entries, not " + change);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}

package dev.tutti.core.galera.model;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code wsrep_provider_options}, parsed. Immutable; unknown options stay as they are.
 *
 * @param all every option by name
 */
public record ProviderOptions(Map<String, String> all) {
    public ProviderOptions {
        all = Map.copyOf(all);
    }

    /** Reads {@code a = b; c = d;}, in which a value may be empty and may contain further equals signs. */
    public static ProviderOptions parse(String text) {
        Map<String, String> options = new TreeMap<>();
        for (String part : text.split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                options.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
            }
        }
        return new ProviderOptions(options);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(all.get(name));
    }

    public Optional<Duration> duration(String name) {
        return text(name).flatMap(Numbers::duration);
    }

    /** {@code gcache.size} in bytes: how much of what was written is kept for incremental transfers. */
    public Optional<Long> gcacheBytes() {
        return text("gcache.size").flatMap(Numbers::bytes);
    }

    /** {@code pc.weight}, 0 to 255: what this node counts in a vote; 1 unless set. */
    public int weight() {
        return text("pc.weight").flatMap(Numbers::whole).map(Long::intValue).orElse(1);
    }

    /** {@code gmcast.segment}, 0 to 255: nodes of a segment are near each other; 0 unless set. */
    public int segment() {
        return text("gmcast.segment").flatMap(Numbers::whole).map(Long::intValue).orElse(0);
    }

    /** {@code evs.suspect_timeout}: how long a silent node holds up every commit; 5 s unless set. */
    public Duration suspectTimeout() {
        return duration("evs.suspect_timeout").orElse(Duration.ofSeconds(5));
    }
}

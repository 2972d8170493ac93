package dev.tutti.lab;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One server of a fleet to be started. Immutable.
 *
 * @param name letters, digits, dashes and underscores, at most 32
 * @param flavour its software
 * @param replicatesFrom the name of its primary, null for none
 * @param options more lines for its defaults file, replacing those of the same name
 */
public record ServerSpec(String name, Flavour flavour, @Nullable String replicatesFrom, Map<String, String> options) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

    public ServerSpec {
        requireName(name);
        options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new LabException("\"" + name
                    + "\" cannot be the name of a server: use up to 32 letters, digits, dashes and underscores.");
        }
    }

    public static ServerSpec primary(String name, Flavour flavour) {
        return new ServerSpec(name, flavour, null, Map.of());
    }

    public static ServerSpec replica(String name, Flavour flavour, String replicatesFrom) {
        return new ServerSpec(name, flavour, replicatesFrom, Map.of());
    }

    /** The same with one more option. */
    public ServerSpec withOption(String option, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(option, value);
        return new ServerSpec(name, flavour, replicatesFrom, more);
    }
}

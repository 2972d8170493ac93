package dev.tutti.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One node of a Galera cluster to be started. Immutable; the {@code with…} methods give changed copies.
 *
 * @param name letters, digits, dashes and underscores, at most 32
 * @param site where it stands, for people; what is cut off together is said in {@link GaleraFleet#partition}
 * @param segment its {@code gmcast.segment}, 0 to 255
 * @param weight its {@code pc.weight}, 0 to 255
 * @param options more lines for its defaults file, replacing those of the same name
 * @param providerOptions more of {@code wsrep_provider_options}, replacing those of the same name
 */
public record GaleraNodeSpec(
        String name, String site, int segment, int weight, Map<String, String> options, Map<String, String> providerOptions) {
    private static final int LARGEST = 255;

    public GaleraNodeSpec {
        ServerSpec.requireName(name);
        if (segment < 0 || segment > LARGEST || weight < 0 || weight > LARGEST) {
            throw new LabException("The segment and the weight of node \"" + name + "\" must be from 0 to " + LARGEST + ".");
        }
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        providerOptions = Collections.unmodifiableMap(new LinkedHashMap<>(providerOptions));
    }

    /** A node of weight 1 in segment 0, at a site of its own name. */
    public static GaleraNodeSpec of(String name) {
        return new GaleraNodeSpec(name, name, 0, 1, Map.of(), Map.of());
    }

    public GaleraNodeSpec at(String where) {
        return new GaleraNodeSpec(name, where, segment, weight, options, providerOptions);
    }

    public GaleraNodeSpec withSegment(int number) {
        return new GaleraNodeSpec(name, site, number, weight, options, providerOptions);
    }

    public GaleraNodeSpec withWeight(int votes) {
        return new GaleraNodeSpec(name, site, segment, votes, options, providerOptions);
    }

    public GaleraNodeSpec withOption(String option, String value) {
        return new GaleraNodeSpec(name, site, segment, weight, GaleraSpec.with(options, option, value), providerOptions);
    }

    public GaleraNodeSpec withProviderOption(String option, String value) {
        return new GaleraNodeSpec(name, site, segment, weight, options, GaleraSpec.with(providerOptions, option, value));
    }
}

package dev.tutti.traffic.feed.config;

import dev.tutti.core.traffic.feed.Timing;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.traffic.feed.Binding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One router of the configuration. Prints without secrets.
 *
 * @param name unique, for people
 * @param bindings empty for agent checks, which answer for every route
 */
public record ProviderConfig(String name, boolean mend, Timing timing, RouterConfig router, List<Binding> bindings) {
    public ProviderConfig {
        bindings = List.copyOf(bindings);
    }

    /** All routers of a document whose options include {@link FeedOptions#all()}. */
    public static List<ProviderConfig> list(ConfigReader reader) throws ConfigException {
        List<ProviderConfig> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigReader one : reader.sections(FeedOptions.LIST)) {
            ProviderConfig provider = ProviderReading.provider(one);
            if (!names.add(provider.name())) {
                throw one.wrong("name", "two providers are called " + provider.name());
            }
            all.add(provider);
        }
        return List.copyOf(all);
    }
}

package dev.tutti.traffic.zone;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Which clients belong to which site by the country that their address is in.
 *
 * @param file that tells an address's country; null when countries do not matter
 * @param networks as the file had them when it was read, by site; neighbours with one site are joined
 */
public record Geography(@Nullable Path file, Map<String, List<Network>> networks) {
    public static final Geography NONE = new Geography(null, Map.of());

    public Geography {
        networks = Map.copyOf(networks);
    }
}

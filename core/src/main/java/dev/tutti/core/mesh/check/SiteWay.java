package dev.tutti.core.mesh.check;

import dev.tutti.core.mesh.MeshFacts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The way between two sites as it is now.
 *
 * @param reached whether packets come back
 * @param over the hosts that pass on what goes there; empty when a tunnel leads there, or the way is not known
 * @param roundTrip on average; empty when nothing came back
 * @param rate bits per second of the slowest measured tunnel on the way; empty when none was measured
 * @param baseline what that tunnel carries when all is well; empty when that is not described
 * @param down tunnels of either site that carry nothing, as {@code paris–hub1}
 */
public record SiteWay(
        boolean reached,
        List<String> over,
        Optional<Duration> roundTrip,
        OptionalLong rate,
        OptionalLong baseline,
        List<String> down) {
    public SiteWay {
        over = List.copyOf(over);
        down = List.copyOf(down);
    }

    /** Empty when neither host tells of the other. */
    public static Optional<SiteWay> between(MeshState state, String one, String other) {
        return way(state, one, other)
                .or(() -> way(state, other, one))
                .map(way -> of(state, way, one, other));
    }

    private static Optional<WaySight> way(MeshState state, String from, String to) {
        return state.sights().stream()
                .filter(sight -> sight.host().equals(from))
                .flatMap(sight -> sight.others().stream())
                .filter(way -> way.other().equals(to))
                .findFirst();
    }

    private static SiteWay of(MeshState state, WaySight way, String one, String other) {
        List<String> over = way.there().isEmpty() ? List.of() : way.there().subList(0, way.there().size() - 1);
        Optional<Measured> slowest = Optional.empty();
        List<String> down = new ArrayList<>();
        for (HostSight sight : state.sights()) {
            if (!sight.host().equals(one) && !sight.host().equals(other)) {
                continue;
            }
            for (TunnelSight tunnel : sight.tunnels()) {
                boolean used = over.contains(tunnel.peer()) || tunnel.peer().equals(one) || tunnel.peer().equals(other);
                Optional<Measured> measured = used ? Measured.of(state.facts(), sight.host(), tunnel) : Optional.empty();
                if (measured.isPresent() && slowest.filter(before -> before.rate() <= measured.get().rate()).isEmpty()) {
                    slowest = measured;
                }
            }
        }
        state.troubles().stream()
                .map(MeshTrouble::diagnosis)
                .filter(trouble -> trouble instanceof MeshDiagnosis.TunnelSilent
                        || trouble instanceof MeshDiagnosis.TunnelNotRunning)
                .filter(trouble -> trouble.places().contains(one) || trouble.places().contains(other))
                .forEach(trouble -> down.add(String.join("–", trouble.places())));
        return new SiteWay(!way.echoes().none(), over, way.echoes().roundTrip(),
                slowest.map(Measured::rate).map(OptionalLong::of).orElse(OptionalLong.empty()),
                slowest.map(Measured::baseline).orElse(OptionalLong.empty()), down);
    }

    private record Measured(long rate, OptionalLong baseline) {
        static Optional<Measured> of(MeshFacts facts, String host, TunnelSight tunnel) {
            return tunnel.rate().isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Measured(tunnel.rate().getAsLong(), facts.tunnel(host, tunnel.peer()).rate()));
        }
    }
}

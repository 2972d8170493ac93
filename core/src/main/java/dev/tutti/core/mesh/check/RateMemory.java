package dev.tutti.core.mesh.check;

import dev.tutti.core.mesh.MeshFacts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a host measured of its links, which is measured rarely, as it fills them. A rate under a tenth of what the link carried when
 * all was well counts when the next measurement, at the next look, agrees. Immutable.
 *
 * @param rates by peer; what counts
 * @param doubted peers whose last measurement was bad for the first time
 * @param at when was measured last; the epoch before
 */
public record RateMemory(Map<String, Long> rates, List<String> doubted, Instant at) {
    public static final RateMemory NOTHING = new RateMemory(Map.of(), List.of(), Instant.EPOCH);

    /** How often while a link is slow, as somebody waits for it to be well again, or was never measured, as its peer was busy. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final int SLOW_PART = 10;

    public RateMemory {
        rates = Map.copyOf(rates);
        doubted = List.copyOf(doubted);
    }

    /**
     * Whether to measure with the look that begins now.
     *
     * @param every how often while all is well; zero for never
     */
    public boolean due(MeshFacts facts, String host, Duration every, Instant now) {
        List<MeshFacts.Tunnel> described = facts.tunnels().getOrDefault(host, List.of()).stream()
                .filter(end -> end.rate().isPresent())
                .toList();
        if (every.isZero() || described.isEmpty()) {
            return false;
        }
        boolean soon = described.stream().anyMatch(end -> slow(rates.getOrDefault(end.peer(), 0L), end.rate()));
        Duration wait = soon && SOON.compareTo(every) < 0 ? SOON : every;
        return !doubted.isEmpty() || !now.isBefore(at.plus(wait));
    }

    /** With what was measured; of a peer that did not answer, as it answers one at a time, stays what is remembered. */
    public RateMemory with(MeshFacts facts, HostSight measured) {
        Map<String, Long> next = new HashMap<>(rates);
        List<String> doubts = new ArrayList<>();
        for (TunnelSight tunnel : measured.tunnels()) {
            if (tunnel.rate().isEmpty()) {
                if (doubted.contains(tunnel.peer())) {
                    doubts.add(tunnel.peer());
                }
                continue;
            }
            long rate = tunnel.rate().getAsLong();
            OptionalLong baseline = facts.tunnel(measured.host(), tunnel.peer()).rate();
            boolean known = doubted.contains(tunnel.peer())
                    || (rates.containsKey(tunnel.peer()) && slow(rates.getOrDefault(tunnel.peer(), 0L), baseline));
            if (slow(rate, baseline) && !known) {
                doubts.add(tunnel.peer());
            } else {
                next.put(tunnel.peer(), rate);
            }
        }
        return new RateMemory(next, doubts, measured.at());
    }

    private static boolean slow(long rate, OptionalLong baseline) {
        return baseline.isPresent() && rate < baseline.getAsLong() / SLOW_PART;
    }

    /** The look with the rates that count. */
    public HostSight in(HostSight sight) {
        return new HostSight(sight.host(), sight.at(), sight.firewall(), sight.router(),
                sight.tunnels().stream().map(this::in).toList(), sight.others());
    }

    private TunnelSight in(TunnelSight tunnel) {
        Long rate = rates.get(tunnel.peer());
        return new TunnelSight(tunnel.peer(), tunnel.mtu(), tunnel.addresses(), tunnel.up(), tunnel.handshake(),
                tunnel.handshakeKnown(), tunnel.small(), tunnel.full(),
                rate == null ? OptionalLong.empty() : OptionalLong.of(rate));
    }
}

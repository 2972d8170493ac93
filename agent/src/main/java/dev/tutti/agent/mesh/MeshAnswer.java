package dev.tutti.agent.mesh;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshFacts;
import dev.tutti.core.mesh.check.Echoes;
import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.core.mesh.check.TunnelSight;
import dev.tutti.core.mesh.check.WaySight;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * What {@code GET /v1/mesh} answers, in the shapes of JSON; what is not known is null.
 *
 * @param ageMillis how long ago the look began
 * @param everyMillis how often is looked
 * @param why nothing was seen
 * @param host which of the mesh's hosts this is
 */
public record MeshAnswer(
        Instant at,
        long ageMillis,
        long everyMillis,
        @Nullable String why,
        @Nullable Plan mesh,
        String host,
        @Nullable Boolean firewall,
        @Nullable Boolean router,
        @Nullable List<Tunnel> tunnels,
        @Nullable List<Way> ways) {

    /** What came of a look; either is null. */
    record Told(Instant at, MeshEye.@Nullable Seen seen, @Nullable String why) {}

    /** What the description says of all. */
    public record Plan(String name, String technology, int mtu, List<String> hubs) {}

    /**
     * A tunnel as it is, with what is planned for it.
     *
     * @param baseline bits per second that it carries when all is well
     * @param handshakeMillis how long ago the peer was last known to be who it is
     * @param rate bits per second, as measured last
     */
    public record Tunnel(
            String peer,
            String device,
            String own,
            String endpoint,
            int peerPort,
            @Nullable Long baseline,
            @Nullable Integer mtu,
            List<String> addresses,
            boolean up,
            @Nullable Long handshakeMillis,
            boolean handshakeKnown,
            Packets small,
            Packets full,
            @Nullable Long rate) {}

    /** @param roundTripMicros on average; null when none came back */
    public record Packets(int bytes, int sent, int received, @Nullable Long roundTripMicros) {}

    public record Way(String other, Packets packets, List<String> there, List<String> back) {}

    static MeshAnswer of(Told told, String host, Duration every, Instant now) {
        MeshEye.Seen seen = told.seen();
        long age = Math.max(0, Duration.between(told.at(), now).toMillis());
        if (seen == null) {
            return new MeshAnswer(told.at(), age, every.toMillis(), told.why(), null, host, null, null, null, null);
        }
        MeshFacts facts = seen.facts();
        HostSight sight = seen.sight();
        return new MeshAnswer(
                told.at(), age, every.toMillis(), null,
                new Plan(facts.mesh(), facts.technology().name(), facts.mtu(), facts.hubs().stream().sorted().toList()),
                sight.host(), sight.firewall(), sight.router(),
                sight.tunnels().stream().map(tunnel -> tunnel(facts.tunnel(sight.host(), tunnel.peer()), tunnel)).toList(),
                sight.others().stream().map(MeshAnswer::way).toList());
    }

    private static Tunnel tunnel(MeshFacts.Tunnel planned, TunnelSight sight) {
        return new Tunnel(
                planned.peer(), planned.device(), planned.own().toString(), planned.endpoint().toString(), planned.peerPort(),
                boxed(planned.rate()), sight.mtu().isPresent() ? sight.mtu().getAsInt() : null,
                sight.addresses().stream().map(Ipv4::toString).toList(), sight.up(),
                sight.handshake().map(Duration::toMillis).orElse(null), sight.handshakeKnown(), packets(sight.small()),
                packets(sight.full()), boxed(sight.rate()));
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static Packets packets(Echoes echoes) {
        return new Packets(echoes.bytes(), echoes.sent(), echoes.received(),
                echoes.roundTrip().map(time -> time.toNanos() / 1000).orElse(null));
    }

    private static Way way(WaySight way) {
        return new Way(way.other(), packets(way.echoes()), way.there(), way.back());
    }
}

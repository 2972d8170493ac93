package dev.tutti.control.agents;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshFacts;
import dev.tutti.core.mesh.Technology;
import dev.tutti.core.mesh.check.Echoes;
import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.core.mesh.check.TunnelSight;
import dev.tutti.core.mesh.check.WaySight;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an agent says of its host's tunnels; docs/agent.md has it. What it does not know is null.
 *
 * @param at when it looked, by its own clock
 * @param why it saw nothing
 */
public record AgentMesh(
        Instant at,
        long ageMillis,
        long everyMillis,
        @Nullable String why,
        @Nullable Plan mesh,
        @Nullable String host,
        @Nullable Boolean firewall,
        @Nullable Boolean router,
        @Nullable List<Tunnel> tunnels,
        @Nullable List<Way> ways) {
    /** A look with all its programs ends within this; what is older than three looks is no news. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);

    /** What the description says of all. */
    public record Plan(String name, String technology, int mtu, List<String> hubs) {}

    /** A tunnel as planned and as it is. */
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
            @Nullable Long rate) {
        MeshFacts.Tunnel planned() {
            return new MeshFacts.Tunnel(peer, device, Ipv4.parse(own), Ipv4.parse(endpoint), peerPort, of(baseline));
        }

        TunnelSight sight() {
            return new TunnelSight(
                    peer, mtu == null ? OptionalInt.empty() : OptionalInt.of(mtu), addresses.stream().map(Ipv4::parse).toList(), up,
                    Optional.ofNullable(handshakeMillis).map(Duration::ofMillis), handshakeKnown, small.echoes(), full.echoes(),
                    of(rate));
        }

        private static OptionalLong of(@Nullable Long value) {
            return value == null ? OptionalLong.empty() : OptionalLong.of(value);
        }
    }

    /** Packets that were sent and came back. */
    public record Packets(int bytes, int sent, int received, @Nullable Long roundTripMicros) {
        Echoes echoes() {
            return new Echoes(
                    bytes, sent, received, Optional.ofNullable(roundTripMicros).map(micros -> Duration.ofNanos(micros * 1000)));
        }
    }

    /** The way to another host. */
    public record Way(String other, Packets packets, List<String> there, List<String> back) {
        WaySight sight() {
            return new WaySight(other, packets.echoes(), there, back);
        }
    }

    /** Whether it saw something, and of late. */
    public boolean tells() {
        Duration fresh = Duration.ofMillis(everyMillis).multipliedBy(3).plus(LONGEST_LOOK);
        return mesh != null && host != null && tunnels != null && ways != null && ageMillis <= fresh.toMillis();
    }

    /**
     * What it knows of the plan.
     *
     * @throws IllegalArgumentException if it is no answer of an agent
     */
    public MeshFacts facts() {
        Plan plan = Objects.requireNonNull(mesh);
        return new MeshFacts(
                plan.name(), Technology.valueOf(plan.technology().toUpperCase(Locale.ROOT)), plan.mtu(), Set.copyOf(plan.hubs()),
                Map.of(Objects.requireNonNull(host), Objects.requireNonNull(tunnels).stream().map(Tunnel::planned).toList()));
    }

    /**
     * What it saw.
     *
     * @throws IllegalArgumentException if it is no answer of an agent
     */
    public HostSight sight() {
        return new HostSight(
                Objects.requireNonNull(host), at, Boolean.TRUE.equals(firewall), Boolean.TRUE.equals(router),
                Objects.requireNonNull(tunnels).stream().map(Tunnel::sight).toList(),
                Objects.requireNonNull(ways).stream().map(Way::sight).toList());
    }
}

package dev.tutti.mesh.check;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.core.mesh.Technology;
import dev.tutti.core.mesh.check.Echoes;
import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.core.mesh.check.TunnelSight;
import dev.tutti.core.mesh.check.WaySight;
import dev.tutti.mesh.run.Place;
import dev.tutti.mesh.run.Shell;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Finds out how the mesh looks from one host; takes about two seconds, and as long again for each link whose rate is measured. An
 * agent may call it as it is. Thread-safe; takes root.
 */
public final class Look {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final MeshPlan plan;
    private final Host host;
    private final Path run;
    private final Shell shell;
    private final InstantSource clock;
    private final Map<Ipv4, String> names = new HashMap<>();

    /**
     * Prepares.
     *
     * @param run where the sockets of the host's tunnels are: {@code /run/tutti-mesh} where systemd started them
     * @param place where the host's programs run
     */
    public Look(MeshPlan plan, String host, Path run, Place place, InstantSource clock) {
        this.plan = plan;
        this.host = plan.host(host);
        this.run = run;
        this.shell = new Shell(place);
        this.clock = clock;
        for (Host each : plan.hosts()) {
            names.put(each.address(), each.name());
            if (each.site().inner() != null) {
                names.put(each.site().inner(), each.name());
            }
            names.put(each.site().endpoint(), each.name());
            each.tunnels().forEach(tunnel -> names.put(tunnel.own(), each.name()));
        }
    }

    /**
     * Looks.
     *
     * @param rates whether to measure what each link with a baseline carries; its peer has to answer ({@link RateAnswers})
     * @throws IOException if the host's own programs cannot be asked, with which
     */
    public HostSight look(boolean rates) throws IOException {
        Instant now = clock.instant();
        JsonNode devices = new ObjectMapper()
                .readTree(shell.require("Listing the devices of " + host.name(), LIMIT, "ip", "-j", "address"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<TunnelSight>> tunnels = new ArrayList<>();
            host.tunnels().forEach(tunnel -> tunnels.add(threads.submit(() -> tunnel(tunnel, devices, now, threads))));
            List<Future<WaySight>> ways = new ArrayList<>();
            plan.hosts().stream().filter(other -> !other.equals(host))
                    .forEach(other -> ways.add(threads.submit(() -> way(other))));
            boolean firewall = shell.run(LIMIT, "nft", "list", "table", "inet", "tutti_mesh").succeeded();
            boolean router = Sockets.greets(run.resolve("routing.sock"));
            List<TunnelSight> seen = new ArrayList<>();
            for (int index = 0; index < tunnels.size(); index++) {
                TunnelSight sight = of(tunnels.get(index));
                // One after the other, when the small questions are answered, so that they do not disturb each other.
                seen.add(rates && sight.carries() ? withRate(sight, host.tunnels().get(index)) : sight);
            }
            List<WaySight> others = new ArrayList<>();
            for (Future<WaySight> way : ways) {
                others.add(of(way));
            }
            return new HostSight(host.name(), now, firewall, router, seen, others);
        }
    }

    private static <T> T of(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private TunnelSight tunnel(Tunnel tunnel, JsonNode devices, Instant now, ExecutorService threads) throws IOException {
        JsonNode device = null;
        for (JsonNode each : devices) {
            if (each.path("ifname").asString("").equals(tunnel.device())) {
                device = each;
            }
        }
        if (device == null) {
            Echoes none = new Echoes(0, 0, 0, Optional.empty());
            return new TunnelSight(
                    tunnel.peer(), OptionalInt.empty(), List.of(), false, Optional.empty(), false, none, none, OptionalLong.empty());
        }
        List<Ipv4> addresses = new ArrayList<>();
        for (JsonNode address : device.path("addr_info")) {
            if (address.path("family").asString("").equals("inet")) {
                addresses.add(Ipv4.parse(address.path("local").asString("")));
            }
        }
        boolean up = false;
        for (JsonNode flag : device.path("flags")) {
            up |= flag.asString("").equals("UP");
        }
        int mtu = plan.description().settings().mtu();
        Pings pings = new Pings(shell);
        Future<Echoes> full = threads.submit(() -> pings.full(tunnel.own(), tunnel.other(), mtu));
        Handshake handshake = handshake(tunnel, now);
        return new TunnelSight(
                tunnel.peer(), OptionalInt.of(device.path("mtu").asInt(0)), addresses, up,
                handshake.age(), handshake.known(),
                pings.small(tunnel.own(), tunnel.other()), of(full), OptionalLong.empty());
    }

    /**
     * Since when the peer is known to be who it is.
     *
     * @param known whether anybody could tell
     * @param age empty if it never was
     */
    private record Handshake(boolean known, Optional<Duration> age) {
        static final Handshake UNKNOWN = new Handshake(false, Optional.empty());
    }

    private Handshake handshake(Tunnel tunnel, Instant now) throws IOException {
        if (plan.description().technology() == Technology.OPENVPN) {
            return Sockets.openVpnState(run.resolve(tunnel.device() + ".sock"))
                    .map(state -> new Handshake(true,
                            state.connected() ? Optional.of(Duration.between(state.since(), now)) : Optional.empty()))
                    .orElse(Handshake.UNKNOWN);
        }
        Shell.Result result = shell.run(LIMIT, "wg", "show", tunnel.device(), "latest-handshakes");
        if (!result.succeeded()) {
            return Handshake.UNKNOWN;
        }
        String[] words = result.output().strip().split("\\s+");
        long seconds = words.length == 2 && words[1].matches("\\d{1,12}") ? Long.parseLong(words[1]) : 0;
        return new Handshake(true,
                seconds == 0 ? Optional.empty() : Optional.of(Duration.between(Instant.ofEpochSecond(seconds), now)));
    }

    private TunnelSight withRate(TunnelSight sight, Tunnel tunnel) throws IOException {
        OptionalLong rate = tunnel.rate().isEmpty() ? OptionalLong.empty() : new RateProbe(shell).rate(plan, tunnel);
        return new TunnelSight(sight.peer(), sight.mtu(), sight.addresses(), sight.up(), sight.handshake(),
                sight.handshakeKnown(), sight.small(), sight.full(), rate);
    }

    private WaySight way(Host other) throws IOException {
        Pings pings = new Pings(shell);
        Echoes echoes = pings.small(host.address(), other.address());
        List<String> way = new ArrayList<>();
        if (!echoes.none()) {
            for (Ipv4 address : pings.way(host.address(), other.address())) {
                @Nullable String name = names.get(address);
                way.add(name == null ? address.toString() : name);
            }
        }
        int arrived = way.indexOf(other.name());
        if (arrived < 1) {
            return new WaySight(other.name(), echoes, List.of(), List.of());
        }
        int left = way.lastIndexOf(other.name());
        return new WaySight(other.name(), echoes, way.subList(1, arrived + 1), way.subList(left + 1, way.size()));
    }
}

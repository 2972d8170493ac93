package dev.tutti.core.mesh.check;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.core.mesh.Technology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Concludes from what one or more hosts see what is wrong. One host's word is enough for its own tunnels. Stateless. */
public final class MeshJudge {
    /** A link with less than this part of its baseline is a problem. */
    private static final int SLOW_PART = 10;

    /** One lost packet of five may be chance. */
    private static final double TOLERABLE_LOSS = 0.2;

    /** WireGuard renews after 120 s and gives up after 180 s (its white paper, section 6.1) when there is something to send. */
    private static final Duration WIREGUARD_DUE = Duration.ofMinutes(3);

    private final MeshPlan plan;
    private final List<HostSight> sights;
    private final List<MeshDiagnosis> found = new ArrayList<>();
    /** Peers of which it is said above what is wrong. */
    private final Set<String> lost = new TreeSet<>();

    private MeshJudge(MeshPlan plan, List<HostSight> sights) {
        this.plan = plan;
        this.sights = sights;
    }

    /** All diagnoses, what explains most first; empty when all is well. */
    public static List<MeshDiagnosis> judge(MeshPlan plan, List<HostSight> sights) {
        MeshJudge judge = new MeshJudge(plan, List.copyOf(sights));
        Set<String> cutOff = judge.cutOff();
        judge.hubs(cutOff);
        for (HostSight sight : judge.sights) {
            if (!sight.firewall()) {
                judge.found.add(new MeshDiagnosis.NoFirewall(sight.host()));
            }
            if (!sight.router()) {
                judge.found.add(new MeshDiagnosis.NoRouter(sight.host()));
            }
            Host host = plan.host(sight.host());
            for (TunnelSight tunnel : sight.tunnels()) {
                judge.tunnel(host, host.to(tunnel.peer()), tunnel, cutOff.contains(host.name()));
            }
            if (!cutOff.contains(host.name())) {
                sight.others().forEach(other -> judge.way(host, other));
            }
        }
        return List.copyOf(judge.found);
    }

    /** Hosts whose every tunnel is silent. With one tunnel it may as well be the peer. */
    private Set<String> cutOff() {
        Set<String> cutOff = new HashSet<>();
        for (HostSight sight : sights) {
            boolean running = sight.tunnels().stream().anyMatch(TunnelSight::up);
            if (running && sight.tunnels().size() > 1 && sight.tunnels().stream().noneMatch(TunnelSight::carries)) {
                cutOff.add(sight.host());
                found.add(new MeshDiagnosis.CutOff(sight.host(), sight.tunnels().stream().map(TunnelSight::peer).toList()));
            }
        }
        return cutOff;
    }

    private void hubs(Set<String> cutOff) {
        for (Host hub : plan.hosts()) {
            if (!hub.forwards() || plan.description().hubs().isEmpty()) {
                continue;
            }
            List<HostSight> witnesses = sights.stream()
                    .filter(sight -> !cutOff.contains(sight.host()) && !sight.host().equals(hub.name()))
                    .filter(sight -> sight.tunnels().stream().anyMatch(tunnel -> tunnel.peer().equals(hub.name())))
                    .toList();
            boolean all = !witnesses.isEmpty() && witnesses.stream().allMatch(sight -> misses(sight, hub.name()));
            boolean itself = sights.stream().anyMatch(sight -> sight.host().equals(hub.name()) && !cutOff.contains(hub.name()));
            if (all && !itself) {
                lost.add(hub.name());
                found.add(new MeshDiagnosis.HubLost(hub.name(), witnesses.stream().map(HostSight::host).sorted().toList()));
            }
        }
    }

    /** Nothing through the own tunnel, though it runs, and nothing over the other hubs either. */
    private static boolean misses(HostSight sight, String hub) {
        boolean silent = sight.tunnels().stream()
                .anyMatch(tunnel -> tunnel.peer().equals(hub) && tunnel.up() && !tunnel.carries());
        boolean otherwise = sight.others().stream().anyMatch(way -> way.other().equals(hub) && !way.echoes().none());
        return silent && !otherwise;
    }

    private void tunnel(Host host, Tunnel planned, TunnelSight sight, boolean cutOff) {
        if (sight.mtu().isEmpty() || !sight.up()) {
            found.add(new MeshDiagnosis.TunnelNotRunning(host.name(), planned.peer(), planned.device()));
            return;
        }
        differs(host, planned, sight);
        if (!sight.carries()) {
            if (!cutOff && !lost.contains(planned.peer())) {
                found.add(new MeshDiagnosis.TunnelSilent(
                        host.name(), planned.peer(), planned.endpoint(), planned.peerPort(), sight.handshake()));
            }
            return;
        }
        if (sight.full().none() && !sight.small().none()) {
            found.add(new MeshDiagnosis.FullPacketsLost(
                    host.name(), planned.peer(), plan.description().settings().mtu(), sight.small(), sight.full()));
        } else {
            int sent = sight.small().sent() + sight.full().sent();
            int gone = sight.small().lost() + sight.full().lost();
            if (gone > sent * TOLERABLE_LOSS) {
                found.add(new MeshDiagnosis.Lossy(host.name(), planned.peer(), sent, gone));
            }
        }
        OptionalLong baseline = planned.rate();
        if (sight.rate().isPresent() && baseline.isPresent()
                && sight.rate().getAsLong() < baseline.getAsLong() / SLOW_PART) {
            found.add(new MeshDiagnosis.Slow(
                    host.name(), planned.peer(), sight.rate().getAsLong(), baseline.getAsLong()));
        }
        Optional<Duration> age = sight.handshake();
        if (plan.description().technology() == Technology.WIREGUARD && age.isPresent()
                && age.get().compareTo(WIREGUARD_DUE) > 0) {
            found.add(new MeshDiagnosis.HandshakeOld(host.name(), planned.peer(), age.get(), WIREGUARD_DUE));
        }
    }

    private void differs(Host host, Tunnel planned, TunnelSight sight) {
        int mtu = plan.description().settings().mtu();
        if (sight.mtu().orElse(mtu) != mtu) {
            found.add(new MeshDiagnosis.DeviceDiffers(host.name(), planned.peer(), planned.device(),
                    "MTU " + sight.mtu().orElse(0), "MTU " + mtu));
        }
        if (!sight.addresses().contains(planned.own())) {
            List<String> addresses = sight.addresses().stream().map(Ipv4::toString).toList();
            found.add(new MeshDiagnosis.DeviceDiffers(host.name(), planned.peer(), planned.device(),
                    addresses.isEmpty() ? "no address" : String.join(", ", addresses), planned.own().toString()));
        }
    }

    private void way(Host host, WaySight way) {
        if (way.echoes().none()) {
            boolean direct = host.tunnels().stream().anyMatch(tunnel -> tunnel.peer().equals(way.other()));
            if (!direct && !lost.contains(way.other())) {
                found.add(new MeshDiagnosis.NotReached(host.name(), way.other()));
            }
            return;
        }
        List<String> there = way.there().isEmpty() ? List.of() : way.there().subList(0, way.there().size() - 1);
        List<String> back = way.back().isEmpty() ? List.of() : way.back().subList(0, way.back().size() - 1);
        if (!way.there().isEmpty() && !way.back().isEmpty() && !there.equals(back.reversed())) {
            found.add(new MeshDiagnosis.Asymmetric(host.name(), way.other(), there, back));
        }
    }
}

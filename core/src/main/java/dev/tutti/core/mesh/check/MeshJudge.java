package dev.tutti.core.mesh.check;

import dev.tutti.core.mesh.Ipv4;
import dev.tutti.core.mesh.MeshFacts;
import dev.tutti.core.mesh.MeshFacts.Tunnel;
import dev.tutti.core.mesh.MeshPlan;
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

    private final MeshFacts facts;
    private final List<HostSight> sights;
    private final List<MeshDiagnosis> found = new ArrayList<>();
    /** Peers of which it is said above what is wrong. */
    private final Set<String> lost = new TreeSet<>();

    private MeshJudge(MeshFacts facts, List<HostSight> sights) {
        this.facts = facts;
        this.sights = sights;
    }

    /** All diagnoses, what explains most first; empty when all is well. */
    public static List<MeshDiagnosis> judge(MeshPlan plan, List<HostSight> sights) {
        return judge(MeshFacts.of(plan), sights);
    }

    /**
     * The same from what the hosts know of the plan themselves.
     *
     * @param sights of hosts whose tunnels the facts name
     */
    public static List<MeshDiagnosis> judge(MeshFacts facts, List<HostSight> sights) {
        MeshJudge judge = new MeshJudge(facts, List.copyOf(sights));
        Set<String> cutOff = judge.cutOff();
        judge.hubs(cutOff);
        judge.sites(cutOff);
        for (HostSight sight : judge.sights) {
            String host = sight.host();
            if (!sight.firewall()) {
                judge.found.add(new MeshDiagnosis.NoFirewall(host));
            }
            if (!sight.router()) {
                judge.found.add(new MeshDiagnosis.NoRouter(host));
            }
            for (TunnelSight tunnel : sight.tunnels()) {
                judge.tunnel(host, facts.tunnel(host, tunnel.peer()), tunnel, cutOff.contains(host));
            }
            if (!cutOff.contains(host)) {
                sight.others().forEach(other -> judge.way(sight, other));
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
        if (cutOff.size() > 1 && cutOff.size() == sights.size() && !facts.hubs().isEmpty()) {
            // All at once are less likely than what they have in common.
            found.clear();
            facts.hubs().stream().sorted().forEach(hub -> found.add(new MeshDiagnosis.HubLost(hub, names(sights))));
        }
        return cutOff;
    }

    private void hubs(Set<String> cutOff) {
        for (String hub : facts.hubs().stream().sorted().toList()) {
            List<HostSight> witnesses = witnesses(hub, cutOff).stream()
                    .filter(sight -> sight.tunnels().stream().anyMatch(tunnel -> tunnel.peer().equals(hub)))
                    .toList();
            boolean all = !witnesses.isEmpty() && witnesses.stream().allMatch(sight -> misses(sight, hub));
            if (all && !lives(hub, cutOff)) {
                lost.add(hub);
                found.add(new MeshDiagnosis.HubLost(hub, names(witnesses)));
            }
        }
    }

    /** Places that several hosts look for and none reaches. One host's word does not tell its own trouble from the other's. */
    private void sites(Set<String> cutOff) {
        Set<String> others = new TreeSet<>();
        sights.forEach(sight -> sight.others().forEach(way -> others.add(way.other())));
        for (String site : others) {
            List<HostSight> witnesses = witnesses(site, cutOff).stream()
                    .filter(sight -> sight.others().stream().anyMatch(way -> way.other().equals(site)))
                    .toList();
            boolean all = witnesses.size() > 1 && witnesses.stream().noneMatch(sight -> reaches(sight, site));
            if (all && !lost.contains(site) && !facts.hubs().contains(site) && !lives(site, cutOff)) {
                lost.add(site);
                found.add(new MeshDiagnosis.SiteLost(site, names(witnesses)));
            }
        }
    }

    private List<HostSight> witnesses(String of, Set<String> cutOff) {
        return sights.stream()
                .filter(sight -> !cutOff.contains(sight.host()) && !sight.host().equals(of))
                .toList();
    }

    /** Whether it says itself that it hears others. */
    private boolean lives(String host, Set<String> cutOff) {
        return sights.stream().anyMatch(sight -> sight.host().equals(host) && !cutOff.contains(host)
                && sight.tunnels().stream().anyMatch(TunnelSight::carries));
    }

    private static List<String> names(List<HostSight> witnesses) {
        return witnesses.stream().map(HostSight::host).sorted().toList();
    }

    private static boolean reaches(HostSight sight, String other) {
        return sight.others().stream().anyMatch(way -> way.other().equals(other) && !way.echoes().none())
                || sight.tunnels().stream().anyMatch(tunnel -> tunnel.peer().equals(other) && tunnel.carries());
    }

    /** Nothing through the own tunnel, though it runs, and nothing over the other hubs either. */
    private static boolean misses(HostSight sight, String hub) {
        boolean silent = sight.tunnels().stream()
                .anyMatch(tunnel -> tunnel.peer().equals(hub) && tunnel.up() && !tunnel.carries());
        return silent && !reaches(sight, hub);
    }

    private void tunnel(String host, Tunnel planned, TunnelSight sight, boolean cutOff) {
        if (sight.mtu().isEmpty() || !sight.up()) {
            found.add(new MeshDiagnosis.TunnelNotRunning(host, planned.peer(), planned.device()));
            return;
        }
        differs(host, planned, sight);
        if (!sight.carries()) {
            if (!cutOff && !lost.contains(planned.peer())) {
                found.add(new MeshDiagnosis.TunnelSilent(
                        host, planned.peer(), planned.endpoint(), planned.peerPort(), sight.handshake()));
            }
            return;
        }
        if (sight.full().none() && !sight.small().none()) {
            found.add(new MeshDiagnosis.FullPacketsLost(
                    host, planned.peer(), facts.mtu(), sight.small(), sight.full()));
        } else {
            int sent = sight.small().sent() + sight.full().sent();
            int gone = sight.small().lost() + sight.full().lost();
            if (gone > sent * TOLERABLE_LOSS) {
                found.add(new MeshDiagnosis.Lossy(host, planned.peer(), sent, gone));
            }
        }
        OptionalLong baseline = planned.rate();
        if (sight.rate().isPresent() && baseline.isPresent()
                && sight.rate().getAsLong() < baseline.getAsLong() / SLOW_PART) {
            found.add(new MeshDiagnosis.Slow(
                    host, planned.peer(), sight.rate().getAsLong(), baseline.getAsLong()));
        }
        Optional<Duration> age = sight.handshake();
        if (facts.technology() == Technology.WIREGUARD && age.isPresent()
                && age.get().compareTo(WIREGUARD_DUE) > 0) {
            found.add(new MeshDiagnosis.HandshakeOld(host, planned.peer(), age.get(), WIREGUARD_DUE));
        }
    }

    private void differs(String host, Tunnel planned, TunnelSight sight) {
        int mtu = facts.mtu();
        if (sight.mtu().orElse(mtu) != mtu) {
            found.add(new MeshDiagnosis.DeviceDiffers(host, planned.peer(), planned.device(),
                    "MTU " + sight.mtu().orElse(0), "MTU " + mtu));
        }
        if (!sight.addresses().contains(planned.own())) {
            List<String> addresses = sight.addresses().stream().map(Ipv4::toString).toList();
            found.add(new MeshDiagnosis.DeviceDiffers(host, planned.peer(), planned.device(),
                    addresses.isEmpty() ? "no address" : String.join(", ", addresses), planned.own().toString()));
        }
    }

    private void way(HostSight sight, WaySight way) {
        if (way.echoes().none()) {
            boolean direct = sight.tunnels().stream().anyMatch(tunnel -> tunnel.peer().equals(way.other()));
            if (!direct && !lost.contains(way.other())) {
                found.add(new MeshDiagnosis.NotReached(sight.host(), way.other()));
            }
            return;
        }
        List<String> there = way.there().isEmpty() ? List.of() : way.there().subList(0, way.there().size() - 1);
        List<String> back = way.back().isEmpty() ? List.of() : way.back().subList(0, way.back().size() - 1);
        if (!way.there().isEmpty() && !way.back().isEmpty() && !there.equals(back.reversed())) {
            found.add(new MeshDiagnosis.Asymmetric(sight.host(), way.other(), there, back));
        }
    }
}

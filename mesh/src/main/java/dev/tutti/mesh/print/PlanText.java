package dev.tutti.mesh.print;

import dev.tutti.core.explain.MeshSentences;
import dev.tutti.core.mesh.MeshAdvice;
import dev.tutti.core.mesh.MeshAdviser;
import dev.tutti.core.mesh.MeshDescription;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.core.mesh.Shape;
import dev.tutti.core.mesh.Survivability;
import dev.tutti.core.mesh.Survivability.Case;

import java.util.List;
import java.util.Locale;

/** A plan for people. Stateless. */
public final class PlanText {
    private PlanText() {}

    /**
     * Writes it.
     *
     * @param all whether failures of two parts that do no harm are listed as well
     */
    public static String of(MeshPlan plan, boolean all) {
        MeshDescription description = plan.description();
        Survivability survivability = Survivability.of(plan);
        StringBuilder text = new StringBuilder(heading(plan)).append("\nHosts\n").append(hosts(plan)).append("\nTunnels\n")
                .append(tunnels(plan)).append("\nWhen one part fails\n").append(cases(plan, survivability.ofOne()));
        List<Case> pairs = survivability.ofTwo();
        List<Case> harmful = pairs.stream().filter(one -> !one.harmless()).toList();
        text.append("\nWhen two parts fail: ").append(pairs.size() - harmful.size()).append(" of ").append(pairs.size())
                .append(" pairs do no harm").append(harmful.isEmpty() ? "" : all ? ":" : "; the others:").append('\n')
                .append(cases(plan, all ? pairs : harmful));
        List<MeshAdvice> advice = MeshAdviser.advise(plan, survivability);
        if (!advice.isEmpty()) {
            text.append("\nAdvice\n");
            advice.forEach(one -> text.append("  · ").append(Words.of(one)).append('\n'));
        }
        if (description.clusters().isEmpty()) {
            text.append("\nNo Galera cluster is described: what failures do to its quorum is not told (galera.clusters).\n");
        }
        return text.toString();
    }

    private static String heading(MeshPlan plan) {
        MeshDescription description = plan.description();
        int sites = plan.hosts().size();
        int hubs = description.hubs().size();
        String shape = switch (description.shape()) {
            case FULL_MESH -> sites + " sites, each joined to each other: N(N−1)/2";
            case DEDICATED_HUBS -> (sites - hubs) + " sites and " + hubs + " dedicated hubs: N·H + H(H−1)/2";
            case HUBS_AMONG_SITES -> sites + " sites, " + hubs + " of them hubs: (N−H)·H + H(H−1)/2";
            case MIXED_HUBS -> sites + " places, " + hubs + " of them hubs: (N−H)·H + H(H−1)/2";
        };
        return description.name() + ": " + shape + " = " + Shape.links(sites, hubs == 0 ? sites : hubs) + " tunnels, "
                + (switch (description.technology()) {
                    case OPENVPN -> "OpenVPN";
                    case WIREGUARD -> "WireGuard";
                }) + ", routed by " + description.settings().router().name().toLowerCase(Locale.ROOT) + "\n";
    }

    private static Table hosts(MeshPlan plan) {
        Table table = new Table().row("site", "number", "address", "network", "endpoint", "tunnels", "");
        for (Host host : plan.hosts()) {
            table.row(host.name(), String.valueOf(host.number()), host.address().toString(),
                    host.site().network() == null ? "–" : host.site().network().toString(), host.site().endpoint().toString(),
                    String.valueOf(host.tunnels().size()), plan.description().hubs().contains(host.name()) ? "hub" : "");
        }
        return table;
    }

    private static Table tunnels(MeshPlan plan) {
        Table table = new Table().row("link", "device", "address", "port", "device", "address", "port", "rate");
        for (Host host : plan.hosts()) {
            for (Tunnel tunnel : host.tunnels()) {
                if (tunnel.answers()) {
                    Tunnel back = plan.host(tunnel.peer()).to(host.name());
                    table.row(host.name() + "–" + tunnel.peer(), tunnel.device(), tunnel.own().toString(),
                            String.valueOf(tunnel.port()), back.device(), back.own().toString(), String.valueOf(back.port()),
                            tunnel.rate().isPresent() ? MeshSentences.rate(tunnel.rate().getAsLong()) : "–");
                }
            }
        }
        return table;
    }

    private static Table cases(MeshPlan plan, List<Case> cases) {
        Table table = new Table();
        for (Case one : cases) {
            table.row(Words.of(plan, one.failed()), Words.ways(plan, one), Words.of(one));
        }
        return table;
    }
}

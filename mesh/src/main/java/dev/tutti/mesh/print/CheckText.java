package dev.tutti.mesh.print;

import dev.tutti.core.explain.MeshSentences;
import dev.tutti.core.explain.MeshSentences.Told;
import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.check.Echoes;
import dev.tutti.core.mesh.check.HostSight;
import dev.tutti.core.mesh.check.MeshDiagnosis;
import dev.tutti.core.mesh.check.TunnelSight;
import dev.tutti.core.mesh.check.WaySight;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a host sees and what is wrong, for people and for programs. Stateless. */
public final class CheckText {
    private CheckText() {}

    public static String of(HostSight sight, List<MeshDiagnosis> diagnoses) {
        Table tunnels = new Table().row("tunnel to", "device", "handshake", "small", "full", "rate");
        for (TunnelSight tunnel : sight.tunnels()) {
            tunnels.row(tunnel.peer(), tunnel.mtu().isEmpty() ? "none" : tunnel.up() ? "up" : "down",
                    tunnel.handshake().map(age -> age.toSeconds() + " s ago")
                            .orElse(tunnel.handshakeKnown() ? "never" : "–"),
                    of(tunnel.small()), of(tunnel.full()),
                    tunnel.rate().isPresent() ? MeshSentences.rate(tunnel.rate().getAsLong()) : "–");
        }
        Table ways = new Table().row("host", "packets", "there", "back");
        for (WaySight way : sight.others()) {
            ways.row(way.other(), of(way.echoes()), String.join(" → ", way.there()), String.join(" → ", way.back()));
        }
        StringBuilder text = new StringBuilder(sight.host()).append(" at ").append(sight.at()).append("\n\n").append(tunnels)
                .append('\n').append(ways).append('\n');
        if (diagnoses.isEmpty()) {
            text.append("All is well.\n");
        }
        for (MeshDiagnosis diagnosis : diagnoses) {
            Told told = MeshSentences.of(diagnosis);
            text.append(diagnosis.problem() ? "PROBLEM: " : "note: ").append(told.what()).append("\n    because ")
                    .append(told.evidence()).append("\n    ").append(told.remedy()).append('\n');
        }
        return text.toString();
    }

    public static String json(MeshPlan plan, HostSight sight, List<MeshDiagnosis> diagnoses) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("mesh", plan.description().name());
        root.put("host", sight.host());
        root.put("at", sight.at().toString());
        root.put("firewall", sight.firewall());
        root.put("router", sight.router());
        List<Map<String, Object>> tunnels = new ArrayList<>();
        for (TunnelSight tunnel : sight.tunnels()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("peer", tunnel.peer());
            one.put("up", tunnel.up());
            tunnel.handshake().ifPresent(age -> one.put("handshake_age_seconds", age.toSeconds()));
            one.put("small_sent", tunnel.small().sent());
            one.put("small_received", tunnel.small().received());
            one.put("full_sent", tunnel.full().sent());
            one.put("full_received", tunnel.full().received());
            tunnel.small().roundTrip().ifPresent(time -> one.put("round_trip_milliseconds", time.toNanos() / 1e6));
            tunnel.rate().ifPresent(rate -> one.put("rate_bits_per_second", rate));
            tunnels.add(one);
        }
        root.put("tunnels", tunnels);
        root.put("ways", sight.others().stream().map(way -> Map.of("host", way.other(), "reached", !way.echoes().none(), "there",
                way.there(), "back", way.back())).toList());
        root.put("diagnoses", diagnoses.stream().map(diagnosis -> {
            Told told = MeshSentences.of(diagnosis);
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", diagnosis.getClass().getSimpleName());
            one.put("problem", diagnosis.problem());
            one.put("what", told.what());
            one.put("evidence", told.evidence());
            one.put("remedy", told.remedy());
            return one;
        }).toList());
        return PlanJson.write(root);
    }

    private static String of(Echoes echoes) {
        return echoes.received() + "/" + echoes.sent()
                + echoes.roundTrip().map(time -> String.format(Locale.ROOT, " %.1f ms", time.toNanos() / 1e6)).orElse("");
    }
}

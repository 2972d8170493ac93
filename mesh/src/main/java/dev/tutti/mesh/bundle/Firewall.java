package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.core.mesh.Subnet;

import java.util.stream.Collectors;

/**
 * The rules of nft(8) for a host: who may speak to the tunnels' ports, what may come out of the tunnels, and what passes through.
 * It is a table of its own, which leaves all that does not concern the mesh to the host's other rules.
 */
final class Firewall {
    private Firewall() {}

    static String rules(MeshPlan plan, Host host) {
        StringBuilder text = new StringBuilder("# The firewall of " + host.name()
                + " for its tunnels. Written by \"tutti mesh generate\"; changes here are lost at the next time.\n"
                + "table inet tutti_mesh\n"
                + "delete table inet tutti_mesh\n"
                + "table inet tutti_mesh {\n"
                + "    set tunnels {\n        type ifname\n        elements = { "
                + host.tunnels().stream().map(tunnel -> "\"" + tunnel.device() + "\"").collect(Collectors.joining(", "))
                + " }\n    }\n"
                + "    set mesh {\n        type ipv4_addr\n        flags interval\n        elements = { "
                + plan.description().settings().pool()
                + plan.hosts().stream()
                        .filter(other -> other.site().network() != null && !other.equals(host))
                        .map(other -> ", " + other.site().network())
                        .collect(Collectors.joining())
                + " }\n    }\n\n"
                + "    chain input {\n"
                + "        type filter hook input priority filter - 5; policy accept;\n");
        for (Tunnel tunnel : host.tunnels()) {
            text.append("        ip saddr ").append(tunnel.endpoint()).append(" udp dport ").append(tunnel.port())
                    .append(" accept comment \"").append(tunnel.peer()).append("\"\n");
        }
        text.append("        udp dport { ")
                .append(host.tunnels().stream().map(tunnel -> String.valueOf(tunnel.port())).collect(Collectors.joining(", ")))
                .append(" } drop\n")
                .append("        # Routes are learned from tunnels and from nowhere else.\n")
                .append("        udp dport 6696 iifname != @tunnels drop\n")
                .append("        iifname @tunnels ip saddr != @mesh drop\n")
                .append("        # Of IPv6 only what routers say to each other.\n")
                .append("        iifname @tunnels ip6 saddr != fe80::/10 drop\n")
                .append("    }\n\n")
                .append("    chain forward {\n")
                .append("        type filter hook forward priority filter - 5; policy accept;\n")
                .append("        # A TCP segment fits into the tunnel, so that nothing depends on ICMP getting through.\n")
                .append("        oifname @tunnels tcp flags syn tcp option maxseg size set rt mtu\n")
                .append("        iifname @tunnels ip saddr != @mesh drop\n")
                .append("        iifname @tunnels meta nfproto ipv6 drop\n");
        if (host.forwards()) {
            text.append("        iifname @tunnels oifname @tunnels accept\n");
        }
        Subnet network = host.site().network();
        if (network != null) {
            text.append("        iifname @tunnels oifname != @tunnels ip daddr ").append(network).append(" accept\n")
                    .append("        iifname != @tunnels oifname @tunnels ip saddr ").append(network)
                    .append(" ip daddr @mesh accept\n");
        }
        text.append("        iifname @tunnels drop\n        oifname @tunnels drop\n    }\n}\n");
        return text.toString();
    }
}

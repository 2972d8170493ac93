package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.core.mesh.Site;

import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of babeld(8), which routes over all tunnels of a host. A host that is no hub tells the others of itself only:
 * nobody is led to believe that it would pass something on, which its firewall forbids.
 */
final class Babeld {
    private Babeld() {}

    static String configuration(MeshPlan plan, Host host) {
        long hello = plan.description().settings().hello().toMillis();
        StringBuilder text = new StringBuilder("# The routes of " + host.name()
                + " over its tunnels. Written by \"tutti mesh generate\"; changes here are lost at the next time.\n"
                + "# sysctl and the firewall are set up by the other files of this folder.\n"
                + "skip-kernel-setup true\n"
                + "random-id true\n\n");
        for (Tunnel tunnel : host.tunnels()) {
            // Hellos count and nothing else: two of three missed and the tunnel is left. Two ways of one length stay equal
            // however their round trips differ by the hour, so that routes do not wander.
            text.append("# to ").append(tunnel.peer()).append("\ninterface ").append(tunnel.device())
                    .append(" type wired link-quality false split-horizon true rxcost 96 hello-interval ")
                    .append(seconds(hello)).append(" update-interval ").append(seconds(hello * 8)).append('\n');
        }
        text.append("\n# Nothing but what the plan knows is believed.\n");
        for (Host other : plan.hosts()) {
            if (!other.equals(host)) {
                announced(other).forEach(prefix -> text.append("in ip ").append(prefix).append(" eq ")
                        .append(length(prefix)).append(" allow\n"));
            }
        }
        text.append("in deny\n");
        if (!host.forwards()) {
            text.append("\n# No hub: it tells of itself only.\n");
            announced(host).forEach(prefix -> text.append("out ip ").append(prefix).append(" eq ").append(length(prefix))
                    .append(" allow\n"));
            text.append("out deny\n");
        }
        text.append("\nredistribute local ip ").append(host.address()).append("/32 eq 32 allow\n");
        Site site = host.site();
        if (site.network() != null) {
            text.append("redistribute ip ").append(site.network()).append(" eq ").append(site.network().length())
                    .append(" allow\n");
        }
        text.append("redistribute local deny\nredistribute deny\n\ninstall pref-src ").append(host.address()).append('\n');
        return text.toString();
    }

    static List<String> announced(Host host) {
        List<String> prefixes = new ArrayList<>(List.of(host.address() + "/32"));
        if (host.site().network() != null) {
            prefixes.add(host.site().network().toString());
        }
        return prefixes;
    }

    private static String length(String prefix) {
        return prefix.substring(prefix.indexOf('/') + 1);
    }

    private static String seconds(long millis) {
        return millis / 1000 + "." + String.format(java.util.Locale.ROOT, "%03d", millis % 1000);
    }
}

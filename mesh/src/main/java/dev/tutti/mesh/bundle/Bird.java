package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;

import java.util.stream.Collectors;

/**
 * The configuration of BIRD 2, which routes over all tunnels of a host with Babel. A host that is no hub tells the others of itself
 * only: nobody is led to believe that it would pass something on, which its firewall forbids.
 */
final class Bird {
    private Bird() {}

    static String configuration(MeshPlan plan, Host host) {
        long hello = plan.description().settings().hello().toMillis();
        String own = String.join(", ", Babeld.announced(host));
        String others = plan.hosts().stream()
                .filter(other -> !other.equals(host))
                .flatMap(other -> Babeld.announced(other).stream())
                .collect(Collectors.joining(", "));
        StringBuilder text = new StringBuilder("""
                # The routes of %s over its tunnels. Written by "tutti mesh generate"; changes here are lost at the next time.
                router id %s;
                log stderr all;

                protocol device {
                    scan time 10;
                }

                # What is here, whether or not its device is up.
                protocol static own {
                    ipv4;
                %s}

                # Only what was learned goes to the kernel, with this host's address as the source of what it sends itself.
                protocol kernel {
                    ipv4 {
                        import none;
                        export filter {
                            if source = RTS_BABEL then {
                                krt_prefsrc = %s;
                                accept;
                            }
                            reject;
                        };
                    };
                }

                protocol babel tunnels {
                    randomize router id yes;
                    ipv4 {
                        # Nothing but what the plan knows is believed.
                        import where net ~ [ %s ];
                        # %s
                        export where %s;
                    };
                """.formatted(
                        host.name(), host.address(),
                        Babeld.announced(host).stream()
                                .map(prefix -> "    route " + prefix + " blackhole;\n")
                                .collect(Collectors.joining()),
                        host.address(), others,
                        host.forwards() ? "A hub: it tells of all." : "No hub: it tells of itself only.",
                        host.forwards() ? "source = RTS_BABEL || net ~ [ " + own + " ]" : "net ~ [ " + own + " ]"));
        for (Tunnel tunnel : host.tunnels()) {
            // 14 of 16 greetings have to arrive: a tunnel is left when three in a row are missing.
            text.append("    # to ").append(tunnel.peer()).append("\n    interface \"").append(tunnel.device())
                    .append("\" {\n        type wired;\n        rxcost 96;\n        limit 14;\n        hello interval ")
                    .append(hello).append(" ms;\n        update interval ").append(hello * 8).append(" ms;\n    };\n");
        }
        return text.append("}\n").toString();
    }
}

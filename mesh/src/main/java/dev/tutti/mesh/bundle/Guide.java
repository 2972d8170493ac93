package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Technology;

/** What a person on the host reads, and the script that they run. */
final class Guide {
    private Guide() {}

    private static String packages(MeshPlan plan) {
        return (plan.description().technology() == Technology.OPENVPN ? "openvpn " : "wireguard-tools ")
                + (plan.description().settings().router() == Router.BIRD ? "bird2" : "babeld") + " nftables iproute2";
    }

    static BundleFile readme(MeshPlan plan, Host host) {
        Technology technology = plan.description().technology();
        StringBuilder tunnels = new StringBuilder();
        for (Tunnel tunnel : host.tunnels()) {
            tunnels.append("| ").append(tunnel.peer()).append(" | `").append(tunnel.device()).append("` | ").append(tunnel.own())
                    .append(" | ").append(tunnel.other()).append(" | udp ").append(tunnel.port()).append(" | ")
                    .append(tunnel.endpoint()).append(':').append(tunnel.peerPort()).append(" |\n");
        }
        String what = host.forwards() ? "a hub: it passes on what the others send each other" : "a site";
        String network = host.site().network() == null
                ? "It has no network behind it.\n"
                : "Behind it is " + host.site().network() + ", where it is " + host.site().inner()
                        + ". The other machines there need a route: `ip route add " + plan.description().settings().pool()
                        + " via " + host.site().inner() + "`, and one for the network of each other site.\n";
        return BundleFile.of("README.md", """
                # %s in the mesh %s

                This host is %s. Its address in the mesh is %s, whichever tunnel leads to it. %s
                | to | device | own address | peer's address | listens | peer's endpoint |
                | --- | --- | --- | --- | --- | --- |
                %s
                **This folder holds the host's private key. Copy it to this host and to no other, then remove the copy on the way.**

                ## Install

                    apt-get install %s
                    ./install.sh

                The script copies `etc/` to `/etc`, stops the packages' own services of the same programs, and starts
                `tutti-mesh.target`. It may be run again at any time; tunnels whose files are as they were are not interrupted.

                A firewall before this host has to let through UDP to %s, from the peers' endpoints above.

                ## Look

                    systemctl list-units 'tutti-mesh*'
                    ping %s
                    tutti mesh check --config mesh.yaml --dir /etc/tutti-mesh --host %s

                ## Files

                | file | |
                | --- | --- |
                | `etc/tutti-mesh/*.conf` | one for each tunnel; `bird.conf` or `babeld.conf` for the routes |
                | `etc/tutti-mesh/firewall.nft` | who may speak to the tunnels, and what passes through |
                | `etc/tutti-mesh/%s` | the private key |
                | `etc/sysctl.d/60-tutti-mesh.conf` | what the kernel has to allow |
                | `etc/systemd/system/tutti-mesh*` | what starts it all |
                """
                .formatted(
                        host.name(), plan.description().name(), what, host.address(), network, tunnels, packages(plan),
                        ports(host), host.tunnels().isEmpty() ? host.address() : host.tunnels().getFirst().other(), host.name(),
                        technology == Technology.OPENVPN ? "host.key" : "wireguard.key"));
    }

    private static String ports(Host host) {
        return String.join(", ", host.tunnels().stream().map(tunnel -> String.valueOf(tunnel.port())).toList());
    }

    static BundleFile install(MeshPlan plan) {
        Technology technology = plan.description().technology();
        String router = plan.description().settings().router() == Router.BIRD ? "bird" : "babeld";
        String programs = (technology == Technology.OPENVPN ? "openvpn " : "wg-quick ") + router + " nft ip";
        return new BundleFile("install.sh", """
                #!/bin/sh
                # Installs this bundle, or what has changed in it. As root.
                set -eu
                cd "$(dirname "$0")"
                for program in %s; do
                    command -v "$program" >/dev/null || { echo "$program is missing: apt-get install %s" >&2; exit 1; }
                done
                changed=$(mktemp)
                trap 'rm -f "$changed"' EXIT
                install -d -m 0700 /etc/tutti-mesh
                find etc -type f | sort | while read -r file; do
                    cmp -s "$file" "/$file" || echo "$file" >>"$changed"
                    install -D -m "$(stat -c %%a "$file")" "$file" "/$file"
                done
                # What the plan does not know any more ends before its file goes.
                for file in /etc/tutti-mesh/*; do
                    [ -e "$file" ] && [ ! -e "${file#/}" ] || continue
                    case $file in
                        *-*.conf) systemctl stop "tutti-mesh-tunnel@$(basename "$file" .conf).service" || true ;;
                    esac
                    rm -f "$file"
                done
                # The packages' own services would be second ones beside ours.
                systemctl disable --now %s.service 2>/dev/null || true
                systemctl daemon-reload
                systemctl enable --now tutti-mesh.target
                while read -r file; do
                    case $file in
                        */sysctl.d/*) systemctl restart tutti-mesh-base.service ;;
                        */firewall.nft) systemctl reload-or-restart tutti-mesh-firewall.service ;;
                        */bird.conf | */babeld.conf) systemctl restart tutti-mesh-routing.service ;;
                        */tutti-mesh/*-*.conf) systemctl restart "tutti-mesh-tunnel@$(basename "$file" .conf).service" ;;
                        */host.pem | */ca.pem | */wireguard.key | */tutti-mesh-tunnel@.service) systemctl restart 'tutti-mesh-tunnel@*' ;;
                    esac
                done <"$changed"
                echo "$(wc -l <"$changed") files changed; see README.md for how to look at the tunnels."
                """.formatted(programs, packages(plan), router), BundleFile.PROGRAM);
    }
}

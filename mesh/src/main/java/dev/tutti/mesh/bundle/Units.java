package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.Router;
import dev.tutti.core.mesh.Technology;

import java.util.List;
import java.util.stream.Collectors;

/** The units of systemd for a host: its address, its firewall, one process for each tunnel, its routes; with no more rights than each takes. */
final class Units {
    private static final String FOLDER = "etc/systemd/system/";

    private static final String HARDENED = """
            NoNewPrivileges=yes
            ProtectSystem=strict
            ProtectHome=yes
            PrivateTmp=yes
            ProtectControlGroups=yes
            ProtectKernelModules=yes
            ProtectKernelLogs=yes
            ProtectClock=yes
            ProtectHostname=yes
            ProtectProc=invisible
            RestrictNamespaces=yes
            RestrictRealtime=yes
            RestrictSUIDSGID=yes
            LockPersonality=yes
            SystemCallArchitectures=native
            """;

    private Units() {}

    static List<BundleFile> of(MeshPlan plan, Host host) {
        return List.of(target(host), base(plan, host), firewall(), tunnel(plan.description().technology()),
                routing(plan.description().settings().router()));
    }

    private static BundleFile target(Host host) {
        String tunnels = host.tunnels().stream()
                .map(tunnel -> "tutti-mesh-tunnel@" + tunnel.device() + ".service")
                .collect(Collectors.joining(" "));
        return BundleFile.of(FOLDER + "tutti-mesh.target", """
                [Unit]
                Description=The tunnels of %s
                Wants=tutti-mesh-base.service tutti-mesh-firewall.service tutti-mesh-routing.service
                Wants=%s
                After=network-online.target
                Wants=network-online.target

                [Install]
                WantedBy=multi-user.target
                """.formatted(host.name(), tunnels));
    }

    private static BundleFile base(MeshPlan plan, Host host) {
        return BundleFile.of(FOLDER + "tutti-mesh-base.service", """
                [Unit]
                Description=The address of %s in the mesh %s
                PartOf=tutti-mesh.target

                [Service]
                Type=oneshot
                RemainAfterExit=yes
                ExecStart=/usr/sbin/sysctl --load=/etc/sysctl.d/60-tutti-mesh.conf
                ExecStart=/usr/sbin/ip address replace %s/32 dev lo
                ExecStop=-/usr/sbin/ip address del %s/32 dev lo
                """.formatted(host.name(), plan.description().name(), host.address(), host.address()));
    }

    private static BundleFile firewall() {
        return BundleFile.of(FOLDER + "tutti-mesh-firewall.service", """
                [Unit]
                Description=The firewall of the mesh
                PartOf=tutti-mesh.target
                Before=network-pre.target
                Wants=network-pre.target

                [Service]
                Type=oneshot
                RemainAfterExit=yes
                ExecStart=/usr/sbin/nft -f /etc/tutti-mesh/firewall.nft
                ExecReload=/usr/sbin/nft -f /etc/tutti-mesh/firewall.nft
                ExecStop=/usr/sbin/nft delete table inet tutti_mesh
                CapabilityBoundingSet=CAP_NET_ADMIN
                """ + HARDENED + "RestrictAddressFamilies=AF_NETLINK AF_UNIX\n");
    }

    private static BundleFile tunnel(Technology technology) {
        String unit = """
                [Unit]
                Description=The tunnel %i of the mesh
                PartOf=tutti-mesh.target
                # Never a tunnel without its firewall.
                Requires=tutti-mesh-firewall.service
                After=tutti-mesh-firewall.service tutti-mesh-base.service network-online.target

                [Service]
                """;
        String service = switch (technology) {
            case OPENVPN -> """
                    Type=notify
                    RuntimeDirectory=tutti-mesh
                    RuntimeDirectoryPreserve=yes
                    RuntimeDirectoryMode=0750
                    ExecStart=/usr/sbin/openvpn --cd /etc/tutti-mesh --config %i.conf --suppress-timestamps \\
                        --management /run/tutti-mesh/%i.sock unix --status /run/tutti-mesh/%i.status 5
                    Restart=always
                    RestartSec=1
                    CapabilityBoundingSet=CAP_NET_ADMIN
                    DevicePolicy=closed
                    DeviceAllow=/dev/net/tun rw
                    RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
                    MemoryDenyWriteExecute=yes
                    """ + HARDENED;
            case WIREGUARD -> """
                    Type=oneshot
                    RemainAfterExit=yes
                    # With a kernel that has no WireGuard, wg-quick starts wireguard-go, if that is installed.
                    ExecStart=/usr/bin/wg-quick up /etc/tutti-mesh/%i.conf
                    ExecStop=/usr/bin/wg-quick down /etc/tutti-mesh/%i.conf
                    CapabilityBoundingSet=CAP_NET_ADMIN CAP_SYS_MODULE
                    RuntimeDirectory=wireguard
                    RuntimeDirectoryPreserve=yes
                    DevicePolicy=closed
                    DeviceAllow=/dev/net/tun rw
                    RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
                    """ + HARDENED.replace("ProtectKernelModules=yes\n", "");
        };
        return BundleFile.of(FOLDER + "tutti-mesh-tunnel@.service", unit + service);
    }

    private static BundleFile routing(Router router) {
        return BundleFile.of(FOLDER + "tutti-mesh-routing.service", """
                [Unit]
                Description=The routes of the mesh
                PartOf=tutti-mesh.target
                Requires=tutti-mesh-base.service
                After=tutti-mesh-base.service

                [Service]
                RuntimeDirectory=tutti-mesh
                RuntimeDirectoryPreserve=yes
                RuntimeDirectoryMode=0750
                StateDirectory=tutti-mesh
                ExecStart=%s
                Restart=always
                RestartSec=1
                CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW CAP_NET_BIND_SERVICE
                DevicePolicy=closed
                MemoryDenyWriteExecute=yes
                RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
                """.formatted(switch (router) {
                    case BIRD -> "/usr/sbin/bird -f -c /etc/tutti-mesh/bird.conf -s /run/tutti-mesh/routing.sock";
                    case BABELD -> "/usr/sbin/babeld -c /etc/tutti-mesh/babeld.conf -g /run/tutti-mesh/routing.sock"
                            + " -I /run/tutti-mesh/babeld.pid -S /var/lib/tutti-mesh/babeld.state";
                }) + HARDENED);
    }

    static BundleFile sysctl(Host host) {
        boolean passes = host.forwards() || host.site().network() != null;
        return BundleFile.of("etc/sysctl.d/60-tutti-mesh.conf", (passes
                ? "# Packets pass between tunnels, or between tunnels and the network of the site.\nnet.ipv4.ip_forward = 1\n"
                : "# Nothing passes through this host.\n")
                + """
                # The way there and the way back may lead over different hubs (RFC 3704, loose mode).
                net.ipv4.conf.all.rp_filter = 2
                # Nobody is told of a shorter way that the firewall forbids.
                net.ipv4.conf.all.send_redirects = 0
                net.ipv4.conf.all.accept_redirects = 0
                """);
    }
}

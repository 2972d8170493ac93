package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The files of a host, as they follow from the plan and the keys. Stateless. */
final class Bundle {
    static final String FOLDER = "etc/tutti-mesh/";

    private Bundle() {}

    /** The numbers of the sites, without which nobody knows their addresses; on each host for "tutti mesh check" there. */
    static String numbers(MeshPlan plan) {
        return "# Which number each site has or had, from which its addresses are made. Keep this file.\n"
                + plan.numbers().bySite().entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                        .collect(Collectors.joining());
    }

    static List<BundleFile> of(MeshPlan plan, Host host, HostKeys keys) {
        List<BundleFile> files = new ArrayList<>();
        files.add(Guide.readme(plan, host));
        files.add(Guide.install(plan));
        files.add(BundleFile.of(FOLDER + "numbers.yaml", numbers(plan)));
        files.add(Routing.configuration(plan, host));
        files.add(BundleFile.of(FOLDER + "firewall.nft", Firewall.rules(plan, host)));
        files.add(Units.sysctl(host));
        files.addAll(Units.of(plan, host));
        switch (keys) {
            case HostKeys.Certified certified -> {
                files.add(BundleFile.of(FOLDER + "ca.pem", certified.authority()));
                files.add(BundleFile.of(FOLDER + "revoked.pem", certified.revoked()));
                files.add(BundleFile.of(FOLDER + "host.pem", certified.certificate()));
                files.add(new BundleFile(FOLDER + "host.key", certified.privateKey().reveal(), BundleFile.PRIVATE));
            }
            case HostKeys.Curve curve -> files.add(
                    new BundleFile(FOLDER + "wireguard.key", curve.privateKey().reveal(), BundleFile.PRIVATE));
        }
        for (Tunnel tunnel : host.tunnels()) {
            files.add(BundleFile.of(FOLDER + tunnel.device() + ".conf", switch (keys) {
                case HostKeys.Certified certified -> OpenVpn.configuration(plan, host, tunnel);
                case HostKeys.Curve curve -> WireGuard.configuration(plan, host, tunnel, curve);
            }));
        }
        files.sort(Comparator.comparing(BundleFile::path));
        return List.copyOf(files);
    }
}

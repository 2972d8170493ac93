package dev.tutti.mesh.bundle;

import dev.tutti.core.mesh.MeshPlan;
import dev.tutti.core.mesh.MeshPlan.Host;
import dev.tutti.core.mesh.MeshPlan.Tunnel;
import dev.tutti.settings.pki.Authority.Role;

import java.time.Duration;

/**
 * OpenVPN's configuration of one tunnel: a process of its own between two points, so that all tunnels of a host are up at the
 * same time. The options are those of openvpn(8) 2.6.
 */
final class OpenVpn {
    private OpenVpn() {}

    static String configuration(MeshPlan plan, Host host, Tunnel tunnel) {
        Duration silence = plan.description().settings().silence();
        long ping = Math.max(1, silence.toSeconds() / 5);
        return """
                # The tunnel of %s to %s. Written by "tutti mesh generate"; changes here are lost at the next time.
                dev %s
                dev-type tun
                topology p2p
                proto udp4
                lport %d
                remote %s %d
                ifconfig %s %s
                tun-mtu %d
                # The firewall fits TCP to the tunnel, for all technologies alike.
                mssfix 0

                %s
                ca ca.pem
                cert host.pem
                key host.key
                # Only this peer, and only with a certificate for tunnels; those of agents and control planes open none.
                verify-x509-name "OU=%s, CN=%s" subject
                remote-cert-tls server
                # Read again at each handshake.
                crl-verify revoked.pem
                tls-version-min 1.3
                data-ciphers AES-256-GCM:CHACHA20-POLY1305

                ping %d
                ping-restart %d
                connect-retry 1 4
                # A handshake that a cut interrupted is given up soon, so that the tunnel is up soon after the cut has healed.
                hand-window 8
                tls-timeout 1
                resolv-retry infinite
                persist-key
                persist-tun
                script-security 1
                verb 3
                """
                .formatted(
                        host.name(), tunnel.peer(), tunnel.device(), tunnel.port(), tunnel.endpoint(), tunnel.peerPort(),
                        tunnel.own(), tunnel.other(), plan.description().settings().mtu(),
                        tunnel.answers() ? "tls-server\ndh none" : "tls-client", Role.TUNNEL.unit(),
                        Keyring.certificateName(plan, tunnel.peer()), ping, silence.toSeconds());
    }
}

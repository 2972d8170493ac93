package dev.tutti.core.explain;

import dev.tutti.core.mesh.check.MeshDiagnosis;
import dev.tutti.core.mesh.check.MeshTrouble;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** What is wrong with a mesh, in words. */
public final class MeshSentences {
    private MeshSentences() {}

    /**
     * A diagnosis for people.
     *
     * @param what is wrong, in a sentence
     * @param evidence from which it was concluded
     * @param remedy what to do
     */
    public record Told(String what, String evidence, String remedy) {}

    /** The same with since when, and what carries on meanwhile. */
    public static Told of(MeshTrouble trouble) {
        Told told = of(trouble.diagnosis());
        List<String> carrying = trouble.carrying();
        return new Told(
                told.what() + " since " + trouble.since().truncatedTo(ChronoUnit.SECONDS),
                told.evidence() + (carrying.isEmpty()
                        ? ""
                        : "; " + String.join(", ", carrying) + (carrying.size() == 1 ? " still carries" : " still carry")),
                told.remedy());
    }

    /** In words for people, with what to do. */
    public static Told of(MeshDiagnosis diagnosis) {
        return switch (diagnosis) {
            case MeshDiagnosis.HubLost lost -> new Told("the hub " + lost.hub() + " is lost",
                    "no tunnel to it carries anything, and no other way leads to it; seen from "
                            + String.join(", ", lost.witnesses()),
                    "what it carried goes over the other hubs; look at its host, its line, and \"systemctl status"
                            + " 'tutti-mesh*'\" there");
            case MeshDiagnosis.SiteLost lost -> new Told("nobody reaches " + lost.site(),
                    "no packet to its address came back to " + String.join(", ", lost.witnesses())
                            + ", and its own agent says nothing of it",
                    "look at its host and its line, not at the hubs: the others reach each other");
            case MeshDiagnosis.CutOff cut -> new Told(cut.host() + " is cut off",
                    "its tunnels run and none carries anything: " + String.join(", ", cut.peers()),
                    "look at this host's line and at the firewall before it, not at the hubs");
            case MeshDiagnosis.TunnelNotRunning not -> new Told(
                    "the tunnel of " + not.host() + " to " + not.peer() + " does not run",
                    "there is no device " + not.device() + " that is up",
                    "on " + not.host() + ": systemctl restart tutti-mesh-tunnel@" + not.device());
            case MeshDiagnosis.TunnelSilent silent -> new Told(
                    "nothing comes through the tunnel of " + silent.host() + " to " + silent.peer(),
                    silent.handshake().map(age -> "the last handshake was " + seconds(age) + " ago")
                            .orElse("there was no handshake"),
                    "the other tunnels carry its load; is UDP to " + silent.endpoint() + ":" + silent.peerPort()
                            + " let through, does the tunnel run at " + silent.peer() + ", is its certificate or key still valid?");
            case MeshDiagnosis.FullPacketsLost full -> new Told(
                    "full packets are lost between " + full.host() + " and " + full.peer(),
                    full.small().received() + " of " + full.small().sent() + " packets of " + full.small().bytes() + " bytes came"
                            + " back, and " + full.full().received() + " of " + full.full().sent() + " of " + full.mtu(),
                    "small answers work and large ones hang: somewhere on the way less fits through; set mesh.mtu lower (1380,"
                            + " 1280) and generate anew, or let ICMP \"fragmentation needed\" through");
            case MeshDiagnosis.Lossy lossy -> new Told("packets are lost between " + lossy.host() + " and " + lossy.peer(),
                    lossy.lost() + " of " + lossy.sent() + " did not come back",
                    "look at the line; until then raise the cost of the tunnel or stop it, the others take over");
            case MeshDiagnosis.Slow slow -> new Told("the link between " + slow.host() + " and " + slow.peer() + " is slow",
                    rate(slow.rate()) + " came through, which is less than a tenth of the " + rate(slow.baseline())
                            + " that it carried when all was well",
                    "start no state transfer over it; ask whoever runs the line, or stop this tunnel, the others take over");
            case MeshDiagnosis.HandshakeOld old -> new Told(
                    "the handshake between " + old.host() + " and " + old.peer() + " is old",
                    "it was " + seconds(old.age()) + " ago and is due every " + seconds(old.due()),
                    "are both clocks right, is the key of " + old.peer() + " the one in its bundle? \"tutti mesh diff\" tells");
            case MeshDiagnosis.DeviceDiffers differs -> new Told(
                    "the tunnel of " + differs.host() + " to " + differs.peer() + " is not as planned",
                    differs.device() + " has " + differs.is() + ", and the plan says " + differs.planned(),
                    "install the bundle again: ./install.sh");
            case MeshDiagnosis.NotReached not -> new Told(not.host() + " does not reach " + not.other(),
                    "no packet to its address came back, whichever way",
                    "ask there for the same (tutti mesh check): is it cut off, or is its router down?");
            case MeshDiagnosis.Asymmetric ways -> new Told(
                    "the way between " + ways.host() + " and " + ways.other() + " differs by direction",
                    "there over " + way(ways.there()) + ", back over " + way(ways.back()),
                    "it works; firewalls on the way that follow connections may drop what they see half of");
            case MeshDiagnosis.NoFirewall no -> new Told("the firewall of " + no.host() + " for the tunnels is not loaded",
                    "there is no table inet tutti_mesh", "systemctl restart tutti-mesh-firewall");
            case MeshDiagnosis.NoRouter no -> new Told("nothing routes on " + no.host(),
                    "the daemon's socket does not answer", "systemctl restart tutti-mesh-routing");
        };
    }

    private static String way(List<String> hosts) {
        return hosts.isEmpty() ? "no hub" : String.join(", ", hosts);
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }

    /** Bits per second. */
    public static String rate(long bits) {
        return bits >= 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f Gbit/s", bits / 1e9)
                : bits >= 1_000_000
                        ? String.format(Locale.ROOT, "%.1f Mbit/s", bits / 1e6)
                        : String.format(Locale.ROOT, "%.1f kbit/s", bits / 1e3);
    }
}

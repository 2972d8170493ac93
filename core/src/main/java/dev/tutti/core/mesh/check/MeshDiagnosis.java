package dev.tutti.core.mesh.check;

import dev.tutti.core.mesh.Ipv4;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is wrong with a mesh. Exhaustive: every reader decides what each case means to it. */
public sealed interface MeshDiagnosis {
    /**
     * Nobody who has a tunnel to the hub gets anything through it, while other tunnels of theirs work.
     *
     * @param witnesses who says so
     */
    record HubLost(String hub, List<String> witnesses) implements MeshDiagnosis {
        public HubLost {
            witnesses = List.copyOf(witnesses);
        }
    }

    /**
     * Nobody reaches the site, whichever tunnels lead to it, and it says nothing itself.
     *
     * @param witnesses who says so, at least two
     */
    record SiteLost(String site, List<String> witnesses) implements MeshDiagnosis {
        public SiteLost {
            witnesses = List.copyOf(witnesses);
        }
    }

    /** No tunnel of the host carries anything: the host or its line, and not its peers. */
    record CutOff(String host, List<String> peers) implements MeshDiagnosis {
        public CutOff {
            peers = List.copyOf(peers);
        }
    }

    /** The device of a tunnel is not there or not up: its process does not run. */
    record TunnelNotRunning(String host, String peer, String device) implements MeshDiagnosis {}

    /**
     * The tunnel's process runs, and nothing comes through.
     *
     * @param handshake since when the peer was last known; empty if it never was
     */
    record TunnelSilent(String host, String peer, Ipv4 endpoint, int peerPort, Optional<Duration> handshake)
            implements MeshDiagnosis {}

    /** Small packets come through and full ones do not: somewhere on the way less fits through than the plan says. */
    record FullPacketsLost(String host, String peer, int mtu, Echoes small, Echoes full) implements MeshDiagnosis {}

    /** Some packets are lost. */
    record Lossy(String host, String peer, int sent, int lost) implements MeshDiagnosis {}

    /**
     * Less than a tenth of what the link carried when all was well: a state transfer over it would take ten times as long.
     *
     * @param rate bits per second
     * @param baseline bits per second
     */
    record Slow(String host, String peer, long rate, long baseline) implements MeshDiagnosis {}

    /** The peer proved who it is too long ago, although handshakes are due more often. */
    record HandshakeOld(String host, String peer, Duration age, Duration due) implements MeshDiagnosis {}

    /** The device has other addresses or another MTU than the plan says. */
    record DeviceDiffers(String host, String peer, String device, String is, String planned) implements MeshDiagnosis {}

    /** A host is not reached at all, although tunnels that carry lead to hubs: it is lost, or the routes are. */
    record NotReached(String host, String other) implements MeshDiagnosis {}

    /** The way back leads over other hosts than the way there. It works; stateful firewalls on the way may mind. */
    record Asymmetric(String host, String other, List<String> there, List<String> back) implements MeshDiagnosis {
        public Asymmetric {
            there = List.copyOf(there);
            back = List.copyOf(back);
        }
    }

    /** The firewall's rules are not loaded: anybody may speak to the tunnels' ports. */
    record NoFirewall(String host) implements MeshDiagnosis {}

    /** The daemon that routes does not answer. */
    record NoRouter(String host) implements MeshDiagnosis {}

    /** Whether somebody has to do something; otherwise it is to be known. */
    default boolean problem() {
        return !(this instanceof Asymmetric);
    }

    /**
     * The places that it is about: with the kind, what makes it the same as one of another look. Both ends of a tunnel say one thing
     * of it.
     */
    default List<String> places() {
        return switch (this) {
            case HubLost lost -> List.of(lost.hub());
            case SiteLost lost -> List.of(lost.site());
            case CutOff cut -> List.of(cut.host());
            case TunnelNotRunning not -> List.of(not.host(), not.peer());
            case TunnelSilent silent -> pair(silent.host(), silent.peer());
            case FullPacketsLost full -> pair(full.host(), full.peer());
            case Lossy lossy -> pair(lossy.host(), lossy.peer());
            case Slow slow -> pair(slow.host(), slow.peer());
            case HandshakeOld old -> pair(old.host(), old.peer());
            case DeviceDiffers differs -> List.of(differs.host(), differs.peer());
            case NotReached not -> List.of(not.host(), not.other());
            case Asymmetric ways -> pair(ways.host(), ways.other());
            case NoFirewall no -> List.of(no.host());
            case NoRouter no -> List.of(no.host());
        };
    }

    /** The hosts from whose looks it was concluded. */
    default List<String> seenBy() {
        return switch (this) {
            case HubLost lost -> lost.witnesses();
            case SiteLost lost -> lost.witnesses();
            case CutOff cut -> List.of(cut.host());
            case TunnelNotRunning not -> List.of(not.host());
            case TunnelSilent silent -> List.of(silent.host());
            case FullPacketsLost full -> List.of(full.host());
            case Lossy lossy -> List.of(lossy.host());
            case Slow slow -> List.of(slow.host());
            case HandshakeOld old -> List.of(old.host());
            case DeviceDiffers differs -> List.of(differs.host());
            case NotReached not -> List.of(not.host());
            case Asymmetric ways -> List.of(ways.host());
            case NoFirewall no -> List.of(no.host());
            case NoRouter no -> List.of(no.host());
        };
    }

    private static List<String> pair(String one, String other) {
        return one.compareTo(other) < 0 ? List.of(one, other) : List.of(other, one);
    }
}

package dev.tutti.core.galera.plan;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.HostReport.Host;
import dev.tutti.core.galera.model.Recovered;
import dev.tutti.core.galera.model.Uuids;

import java.util.Optional;

/** What the data folder of a node that does not run is worth. */
public sealed interface Folder {
    /** Stopped in an orderly way: the file says what the data say. */
    record Clean(GaleraPosition at, boolean safeFlag) implements Folder {}

    /** Crashed, and its position recovered from the data. */
    record Crashed(GaleraPosition at, boolean safeFlag) implements Folder {}

    /**
     * It shows a position that nobody can vouch for: a transfer broke off, the node was thrown out, or the file beside the data
     * says something else than they do. It may be half a copy, and it may be the only copy of something.
     */
    record Tainted(GaleraPosition at, String why) implements Folder {}

    /** Nothing is in it. */
    record Empty() implements Folder {}

    /** Data of a server that was never in a cluster: none of its transactions are the cluster's. */
    record NeverJoined() implements Folder {}

    /** It cannot be read. */
    record Broken(String why) implements Folder {}

    /** It was not looked at closely enough. */
    record NotLookedAt() implements Folder {}

    /** A position that a cluster may begin with. */
    default Optional<GaleraPosition> usable() {
        return switch (this) {
            case Clean clean -> Optional.of(clean.at());
            case Crashed crashed -> Optional.of(crashed.at());
            case Tainted tainted -> Optional.empty();
            case Empty empty -> Optional.empty();
            case NeverJoined never -> Optional.empty();
            case Broken broken -> Optional.empty();
            case NotLookedAt unseen -> Optional.empty();
        };
    }

    /** Any position that it shows. */
    default Optional<GaleraPosition> shown() {
        return this instanceof Tainted tainted ? Optional.of(tainted.at()) : usable();
    }

    default boolean safeFlag() {
        return switch (this) {
            case Clean clean -> clean.safeFlag();
            case Crashed crashed -> crashed.safeFlag();
            case Tainted tainted -> false;
            case Empty empty -> false;
            case NeverJoined never -> false;
            case Broken broken -> false;
            case NotLookedAt unseen -> false;
        };
    }

    /** Classifies what the host of a node that does not run reported. */
    static Folder of(Host host) {
        if (!host.hasData()) {
            return new Empty();
        }
        GaleraPosition written = host.grastate().read().map(Grastate.Read::position).orElse(GaleraPosition.UNKNOWN);
        return switch (host.recovered()) {
            case Recovered.NotTried untried -> new NotLookedAt();
            case Recovered.Failed failed ->
                new Broken("--wsrep-recover ended with exit code " + failed.exitCode() + ": " + failed.detail());
            case Recovered.Nothing nothing -> written.known()
                    ? new Tainted(written, "its data show no position, though grastate.dat does")
                    : new Broken("its data show no position");
            case Recovered.Found found -> found(host, written, found.position());
        };
    }

    private static Folder found(Host host, GaleraPosition written, GaleraPosition found) {
        if (host.transferMarker() != null) {
            return new Tainted(found, "a state transfer to it did not end (" + host.transferMarker() + ")");
        }
        boolean safe = host.grastate().read().map(Grastate.Read::safeToBootstrap).orElse(false);
        String unreadable = switch (host.grastate()) {
            case Grastate.Read read -> "";
            case Grastate.Missing missing -> "grastate.dat is missing";
            case Grastate.Empty empty -> "grastate.dat is empty";
            case Grastate.Damaged damaged -> "grastate.dat is damaged: " + damaged.why();
            case Grastate.UnknownVersion unknown -> "grastate.dat is of version " + unknown.version();
        };
        if (!found.known()) {
            return written.known()
                    ? new Tainted(written, "its data show no position, though grastate.dat does")
                    : Uuids.isZero(written.group()) && Uuids.isZero(found.group())
                            ? new NeverJoined()
                            : new Broken("its data show no position");
        }
        if (!unreadable.isEmpty()) {
            return new Tainted(found, unreadable);
        }
        if (Uuids.isZero(written.group())) {
            return new Tainted(found, "grastate.dat has the UUID zero: it was thrown out, or a state transfer to it broke off");
        }
        if (!written.sameHistory(found)) {
            return new Tainted(found, "grastate.dat says " + written + " and the data say " + found);
        }
        if (written.seqno() > found.seqno()) {
            return new Tainted(found, "grastate.dat says " + written + " and the data are older: " + found);
        }
        return written.seqno() == found.seqno() ? new Clean(found, safe) : new Crashed(found, safe);
    }
}

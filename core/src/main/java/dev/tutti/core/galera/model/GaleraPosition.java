package dev.tutti.core.galera.model;

import java.util.Optional;
import java.util.UUID;

/**
 * How much of which history a node has.
 *
 * @param group the UUID of the history; zero when none is known
 * @param seqno the number of its last transaction; -1 when not known, as in grastate.dat of a running or crashed node
 */
public record GaleraPosition(UUID group, long seqno) {
    public static final GaleraPosition UNKNOWN = new GaleraPosition(Uuids.ZERO, -1);

    public GaleraPosition {
        if (seqno < -1) {
            throw new IllegalArgumentException("a sequence number is -1 or more, not " + seqno);
        }
    }

    /** Reads {@code uuid:seqno}, as {@code --wsrep-recover} logs it and {@code --wsrep-start-position} takes it. */
    public static Optional<GaleraPosition> parse(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? Optional.empty()
                : Uuids.parse(text.substring(0, colon))
                        .flatMap(group -> Numbers.seqno(text.substring(colon + 1)).map(at -> new GaleraPosition(group, at)));
    }

    /** Whether it names a history and a place in it. */
    public boolean known() {
        return !Uuids.isZero(group) && seqno >= 0;
    }

    public boolean sameHistory(GaleraPosition other) {
        return group.equals(other.group);
    }

    @Override
    public String toString() {
        return group + ":" + seqno;
    }
}

package dev.tutti.lab;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a node's data is in its cluster's history, as {@code --wsrep-recover} tells it. Immutable.
 *
 * @param uuid the cluster's state; all zeros when the data belongs to none
 * @param seqno the last transaction that the data contains; -1 for none
 */
public record GaleraPosition(String uuid, long seqno) {
    private static final Pattern RECOVERED = Pattern.compile("Recovered position:\\s*([0-9a-f-]{36}):(-?\\d+)");

    private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

    /** The position in the log of {@code mariadbd --wsrep-recover}; empty when it has found none. */
    static Optional<GaleraPosition> recoveredIn(String log) {
        Matcher matcher = RECOVERED.matcher(log);
        return matcher.find()
                ? Optional.of(new GaleraPosition(matcher.group(1), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    /** Whether the data belongs to a cluster, so that the position means something. */
    public boolean isDefined() {
        return !uuid.equals(NO_UUID) && seqno >= 0;
    }

    /** As {@code --wsrep_start_position} takes it. */
    @Override
    public String toString() {
        return uuid + ":" + seqno;
    }
}

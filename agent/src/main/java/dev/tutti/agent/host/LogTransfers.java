package dev.tutti.agent.host;

import dev.tutti.core.galera.model.GaleraPosition;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the error log says about whom the server joined and the state transfer that it came up with. The program of a full transfer runs, and leaves
 * its marks, even where the donor then sends nothing but what is lacking: only the position that it handed over tells the two
 * apart (sql/wsrep_sst.cc, "SST received"). Stateless.
 */
public final class LogTransfers {
    private static final Pattern RECEIVED = Pattern.compile("WSREP: SST received: (\\S+)");

    private static final Pattern CONNECTS = Pattern.compile("WSREP: gcomm: connecting to group '([^']*)'");

    private LogTransfers() {}

    /**
     * The name of the cluster that the server asked for when it was last started (galera/src/gcs/gcs_gcomm.cpp); empty when it did
     * not come so far. The joiner is not told that the others have another one: only they log it.
     */
    public static Optional<String> connectsTo(List<String> lines) {
        Optional<String> found = Optional.empty();
        for (String line : lines) {
            Matcher matcher = CONNECTS.matcher(line);
            if (LogCauses.starts(line)) {
                found = Optional.empty();
            } else if (matcher.find()) {
                found = Optional.of(matcher.group(1));
            }
        }
        return found;
    }

    /** The position that the program of a state transfer handed over since the server was last started; empty without one. */
    public static Optional<GaleraPosition> received(List<String> lines) {
        Optional<GaleraPosition> found = Optional.empty();
        for (String line : lines) {
            Matcher matcher = RECEIVED.matcher(line);
            if (LogCauses.starts(line)) {
                found = Optional.empty();
            } else if (matcher.find()) {
                found = GaleraPosition.parse(matcher.group(1));
            }
        }
        return found;
    }
}

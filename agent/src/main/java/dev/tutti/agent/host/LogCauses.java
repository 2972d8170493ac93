package dev.tutti.agent.host;

import dev.tutti.core.galera.model.LogCause;
import dev.tutti.core.galera.model.LogCause.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the error log says about why a server did not come up or fell out. The texts are those of MariaDB 10.11 to 11.4 and
 * galera-4 (gcs/src/gcs_group.cpp, galera/src/replicator_str.cpp, gcomm/src/gmcast.cpp, sql/wsrep_sst.cc). Stateless.
 */
public final class LogCauses {
    private static final int MOST = 10;
    private static final int LONGEST_LINE = 500;
    private static final Pattern START = Pattern.compile("starting as process \\d+|Starting MariaDB .* as process \\d+");

    private record Sign(Pattern pattern, Kind kind) {
        Sign(String pattern, Kind kind) {
            this(Pattern.compile(pattern), kind);
        }
    }

    /** The first that fits a line counts. */
    private static final List<Sign> SIGNS = List.of(
            new Sign("impossible to select State Transfer donor: No route to host", Kind.UNKNOWN_DONOR),
            new Sign("State transfer request failed unrecoverably: 113", Kind.UNKNOWN_DONOR),
            new Sign("impossible to select State Transfer donor: Resource temporarily", Kind.WAITING_FOR_DONOR),
            new Sign("Requesting state transfer failed: -11", Kind.WAITING_FOR_DONOR),
            new Sign("Donor .* is no longer in the (group|cluster)", Kind.DONOR_LOST),
            new Sign("Process completed with error: .*wsrep_sst_", Kind.TRANSFER_SCRIPT_FAILED),
            new Sign("WSREP_SST: \\[ERROR\\]", Kind.TRANSFER_SCRIPT_FAILED),
            new Sign("Failed to (read uuid:seqno|prepare for '.*' SST)", Kind.TRANSFER_SCRIPT_FAILED),
            new Sign("SST (failed|request callback failed)", Kind.TRANSFER_SCRIPT_FAILED),
            new Sign("Reversing history", Kind.REVERSING_HISTORY),
            new Sign("[Ii]nconsistent by consensus", Kind.VOTED_OUT),
            new Sign("may not be safe to bootstrap the cluster from this node", Kind.NOT_SAFE_TO_BOOTSTRAP),
            new Sign("Address already in use|Do you already have another (server|mysqld|mariadbd)", Kind.PORT_IN_USE),
            new Sign("No space left on device|Errcode: 28\\b|OS errno 28\\b|[Dd]isk is full|exceeds available storage space",
                    Kind.DISK_FULL),
            new Sign("Permission denied|Errcode: 13\\b", Kind.PERMISSION),
            new Sign("InnoDB: .*([Cc]orrupt|checksum mismatch|not a valid|is in the future)", Kind.CORRUPT_DATA),
            new Sign("Plugin 'InnoDB' (init function returned error|registration as a STORAGE ENGINE failed)", Kind.CORRUPT_DATA),
            new Sign("handshake failed, my group: .*, peer group:", Kind.WRONG_CLUSTER),
            new Sign("evicted", Kind.EVICTED),
            new Sign("failed to reach primary view", Kind.NO_PRIMARY),
            new Sign("got signal \\d+|got exception 0x", Kind.OTHER));

    private LogCauses() {}

    /** Whether a start of the server begins with this line. */
    static boolean starts(String line) {
        return START.matcher(line).find();
    }

    /** The causes since the server was last started, newest last; of one kind the newest line. */
    public static List<LogCause> in(List<String> lines) {
        List<LogCause> found = new ArrayList<>();
        for (String line : lines) {
            if (starts(line)) {
                found.clear();
            }
            for (Sign sign : SIGNS) {
                if (sign.pattern().matcher(line).find()) {
                    found.removeIf(cause -> cause.kind() == sign.kind());
                    found.add(new LogCause(sign.kind(), line.substring(0, Math.min(line.length(), LONGEST_LINE))));
                    break;
                }
            }
        }
        return List.copyOf(found.subList(Math.max(0, found.size() - MOST), found.size()));
    }
}

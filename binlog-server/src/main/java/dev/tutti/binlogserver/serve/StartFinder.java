package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.store.FileIndex;
import dev.tutti.binlogserver.store.GtidSet;
import dev.tutti.binlogserver.store.GtidSource;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.Positions;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.packet.MalformedPacketException;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds where the dump of a replica begins, in whatever way the replica says where it stands. Stateless; thread-safe. Texts of
 * refusals are the servers' own, because replicas' tools look for them: {@code sql/share/errmsg-utf8.txt} of both families.
 */
final class StartFinder {
    private static final String NO_FILE = "Could not find first log file name in binary log index file";
    private static final String IMPOSSIBLE = "Client requested master to start replication from impossible position";
    private static final String PURGED = "The slave is connecting using CHANGE MASTER TO MASTER_AUTO_POSITION = 1, but the master"
            + " has purged binary logs containing GTIDs that the slave requires.";
    private static final String MORE = "Slave has more GTIDs than the master has, using the master's SERVER_UUID. This may indicate"
            + " that the end of the binary log was truncated or that the last binary log file was lost, e.g., after a power or"
            + " disk failure when sync_binlog != 1.";
    private static final String TOO_OLD = "Could not find GTID state requested by slave in any binlog files. Probably the slave state"
            + " is too old and required binlog files have been purged.";

    private final LogStore store;

    StartFinder(LogStore store) {
        this.store = store;
    }

    /** By file and position; no file means the first there is. */
    Start byPosition(String file, long position) throws IOException {
        List<StoredFile> files = store.files();
        if (files.isEmpty()) {
            return new Start.Ahead(NO_FILE);
        }
        if (file.isEmpty()) {
            return new Start.At(files.getFirst(), Coordinates.FIRST_POSITION, null);
        }
        long wanted = Math.max(position, Coordinates.FIRST_POSITION);
        StoredFile found = store.find(file).orElse(null);
        if (found == null) {
            // The file that comes next, which a sibling may have begun already.
            boolean next = Coordinates.numberOf(file) == Coordinates.numberOf(files.getLast().name()) + 1;
            return next ? new Start.Ahead(NO_FILE) : new Start.Refused(NO_FILE);
        }
        // In this order: a file that grows and is completed meanwhile must not seem to end too early for good.
        boolean complete = found.complete();
        if (wanted > found.published()) {
            return complete ? new Start.Refused(impossible(file, wanted)) : new Start.Ahead(impossible(file, wanted));
        }
        if (!Positions.isBoundary(found, wanted)) {
            return new Start.Refused(impossible(file, wanted));
        }
        return new Start.At(found, wanted, null);
    }

    private static String impossible(String file, long position) {
        return IMPOSSIBLE + "; the first event '" + file + "' at " + position + ", the last event read from '" + file
                + "' at 4, the last byte read from '" + file + "' at 4.";
    }

    /** By what a MySQL replica has. */
    Start byGtidSet(GtidSet known) throws MalformedPacketException {
        List<StoredFile> files = store.files();
        if (files.isEmpty()) {
            return new Start.Ahead(PURGED);
        }
        for (int i = files.size() - 1; i >= 0; i--) {
            byte[] before = files.get(i).index().previousGtids();
            if (before != null && known.containsAll(GtidSet.decode(before, 0, before.length))) {
                return hasMore(known, files)
                        ? new Start.Ahead(MORE)
                        : new Start.At(files.get(i), Coordinates.FIRST_POSITION, new MySqlFilter(known));
            }
        }
        return new Start.Refused(PURGED);
    }

    /** Whether the replica has later transactions of a source that this log follows: it comes from a sibling that was faster. */
    private static boolean hasMore(GtidSet known, List<StoredFile> files) {
        Map<GtidSource, Long> largest = files.getLast().index().largestOfMySql();
        return largest.entrySet().stream().anyMatch(each -> known.largest(each.getKey()) > each.getValue());
    }

    /** By what a MariaDB replica has. */
    Start byGtidPosition(List<MariaDbFilter.Gtid> known) {
        List<StoredFile> files = store.files();
        if (files.isEmpty()) {
            return new Start.Ahead(TOO_OLD);
        }
        Map<GtidSource, Long> state = files.getLast().index().mariadbStateAtEnd();
        for (MariaDbFilter.Gtid gtid : known) {
            Long ours = state.get(GtidSource.mariadb(gtid.domain(), gtid.server()));
            long inDomain = largestInDomain(state, gtid.domain());
            if (inDomain >= 0 && (ours == null || Long.compareUnsigned(ours, gtid.number()) < 0)) {
                return missing(gtid, inDomain);
            }
        }
        Map<Long, MariaDbFilter.Gtid> byDomain = new HashMap<>();
        known.forEach(gtid -> byDomain.put(gtid.domain(), gtid));
        for (int i = files.size() - 1; i >= 0; i--) {
            List<FileIndex.ListedGtid> before = files.get(i).index().gtidList();
            if (before != null && hasAll(byDomain, before)) {
                MariaDbFilter filter = new MariaDbFilter(known);
                before.forEach(gtid -> filter.passed(gtid.domain(), gtid.number()));
                return new Start.At(files.get(i), Coordinates.FIRST_POSITION, filter);
            }
        }
        return new Start.Refused(TOO_OLD);
    }

    private static boolean hasAll(Map<Long, MariaDbFilter.Gtid> known, List<FileIndex.ListedGtid> before) {
        return before.stream().allMatch(gtid -> {
            MariaDbFilter.Gtid theirs = known.get(gtid.domain());
            return theirs != null && Long.compareUnsigned(theirs.number(), gtid.number()) >= 0;
        });
    }

    private static long largestInDomain(Map<GtidSource, Long> state, long domain) {
        return state.entrySet().stream()
                .filter(each -> each.getKey().high() == domain)
                .mapToLong(Map.Entry::getValue)
                .max()
                .orElse(-1);
    }

    private static Start missing(MariaDbFilter.Gtid gtid, long ours) {
        String text = "Error: connecting slave requested to start from GTID " + gtid
                + ", which is not in the master's binlog";
        if (Long.compareUnsigned(gtid.number(), ours) > 0) {
            return new Start.Ahead(text);
        }
        return new Start.Refused(text + ". Since the master's binlog contains GTIDs with higher sequence numbers, it probably means"
                + " that the slave has diverged due to executing extra erroneous transactions");
    }
}

package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.store.FileIndex;
import dev.tutti.binlogserver.store.GtidSet;
import dev.tutti.binlogserver.store.GtidSource;
import dev.tutti.binlogserver.store.LogStore;
import dev.tutti.binlogserver.store.Positions;
import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.core.model.Coordinates;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the log says about GTIDs, as variables and functions show it. Thread-safe. */
final class Gtids {
    private final LogStore store;

    Gtids(LogStore store) {
        this.store = store;
    }

    /** The last transaction of each MariaDB domain in the log. */
    String mariadbLast() {
        Map<Long, String> last = new TreeMap<>();
        for (StoredFile file : store.files()) {
            List<FileIndex.ListedGtid> list = file.index().gtidList();
            if (list != null) {
                // Of one domain the most recent server stands last.
                list.forEach(gtid -> last.putIfAbsent(gtid.domain(), text(gtid)));
            }
            file.index().lastOfDomains().forEach(gtid -> last.put(gtid.domain(), text(gtid)));
        }
        return String.join(",", last.values());
    }

    private static String text(FileIndex.ListedGtid gtid) {
        return GtidSource.mariadb(gtid.domain(), gtid.server()).gtid(gtid.number());
    }

    /** The last transaction of each domain and server. */
    String mariadbState() {
        return store.last()
                .map(file -> file.index().mariadbStateAtEnd().entrySet().stream()
                        .map(each -> each.getKey().gtid(each.getValue()))
                        .collect(Collectors.joining(",")))
                .orElse("");
    }

    /** {@code BINLOG_GTID_POS(file, position)}: what a replica has that has everything before; null if that is no place. */
    @Nullable String mariadbAt(List<@Nullable String> arguments) {
        if (arguments.size() != 2) {
            return null;
        }
        StoredFile file = store.find(String.valueOf(arguments.getFirst())).orElse(null);
        if (file == null) {
            return null;
        }
        try {
            long position = Long.parseLong(String.valueOf(arguments.get(1)));
            List<FileIndex.ListedGtid> list = file.index().gtidList();
            if (list == null || position > file.published() || !Positions.isBoundary(file, Math.max(4, position))) {
                return null;
            }
            Map<Long, String> last = new TreeMap<>();
            list.forEach(gtid -> last.put(gtid.domain(), text(gtid)));
            if (position <= Coordinates.FIRST_POSITION) {
                // What every replica asks that begins a file, which may have to be fetched first.
                return String.join(",", last.values());
            }
            Positions.read(file, 4, (bytes, at, end, from, _) -> {
                if (from < position && (bytes[at + EventHeader.TYPE_AT] & 0xff) == EventType.MARIADB_GTID) {
                    long server = LittleEndian.u32(bytes, at + EventHeader.SERVER_ID_AT);
                    long domain = LittleEndian.u32(bytes, at + EventHeader.LENGTH + 8);
                    last.put(domain, GtidSource.mariadb(domain, server)
                            .gtid(LittleEndian.i64(bytes, at + EventHeader.LENGTH)));
                }
                return from < position;
            });
            return String.join(",", last.values());
        } catch (NumberFormatException | IOException e) {
            return null;
        }
    }

    /** Everything that MySQL's GTIDs in the log and before it say was executed. */
    GtidSet mysqlExecuted() {
        GtidSet all = mysqlPurged();
        for (StoredFile file : store.files()) {
            try {
                byte[] before = file.index().previousGtids();
                if (before != null) {
                    all.addAll(GtidSet.decode(before, 0, before.length));
                }
            } catch (MalformedPacketException e) {
                // Left out: the next file says the same again.
            }
        }
        StoredFile last = store.last().orElse(null);
        if (last != null) {
            last.index().addMySqlTo(all);
        }
        return all;
    }

    /** What happened before the oldest file. */
    GtidSet mysqlPurged() {
        GtidSet purged = new GtidSet();
        List<StoredFile> files = store.files();
        byte[] before = files.isEmpty() ? null : files.getFirst().index().previousGtids();
        if (before != null) {
            try {
                purged.addAll(GtidSet.decode(before, 0, before.length));
            } catch (MalformedPacketException e) {
                // Nothing can be said about it then.
            }
        }
        return purged;
    }

    /** Whether the log's transactions have GTIDs of MySQL. */
    boolean inUseByMySql() {
        return store.files().stream()
                .anyMatch(file -> !file.index().largestOfMySql().isEmpty() || file.index().hasPreviousMySqlGtids());
    }
}

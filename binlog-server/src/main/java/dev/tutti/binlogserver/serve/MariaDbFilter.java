package dev.tutti.binlogserver.serve;

import dev.tutti.binlogserver.store.StoredFile;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves out what a MariaDB replica had in each domain when it connected: everything up to the transaction that it named. Numbers
 * of one domain ascend in a log, whatever server they are from. Source: {@code sql/sql_repl.cc}, {@code send_event_to_slave}.
 */
final class MariaDbFilter implements EventFilter {
    /** One transaction, as {@code domain-server-number}. */
    record Gtid(long domain, long server, long number) {
        static Gtid parse(String text) {
            String[] parts = text.strip().split("-");
            if (parts.length != 3) {
                throw new IllegalArgumentException("\"" + text + "\" is not a GTID of the form domain-server-number");
            }
            return new Gtid(
                    Long.parseUnsignedLong(parts[0]), Long.parseUnsignedLong(parts[1]), Long.parseUnsignedLong(parts[2]));
        }

        /** A list, separated by commas; empty for an empty text. */
        static List<Gtid> list(String text) {
            List<Gtid> gtids = new ArrayList<>();
            for (String part : text.split(",")) {
                if (!part.isBlank()) {
                    gtids.add(parse(part));
                }
            }
            return gtids;
        }

        @Override
        public String toString() {
            return domain + "-" + server + "-" + Long.toUnsignedString(number);
        }
    }

    private static final int STANDALONE = 0x01;

    private enum Group {
        NONE,
        /** One statement follows. */
        SINGLE,
        OPEN
    }

    /** By domain, what the replica has and the stream has not come to yet. */
    private final Map<Long, Gtid> ahead = new HashMap<>();
    private Group leavingOut = Group.NONE;

    /**
     * A filter for one dump.
     *
     * @param asked what the replica said that it has
     */
    MariaDbFilter(List<Gtid> asked) {
        asked.forEach(gtid -> ahead.put(gtid.domain(), gtid));
    }

    /** The stream begins where the log had come to this transaction of its domain already. */
    void passed(long domain, long number) {
        ahead.computeIfPresent(domain, (_, gtid) -> Long.compareUnsigned(gtid.number(), number) <= 0 ? null : gtid);
    }

    @Override
    public boolean wants(ByteBuffer bytes, int at, int length) {
        int type = bytes.get(at + EventHeader.TYPE_AT) & 0xff;
        if (type == EventType.MARIADB_GTID) {
            int body = at + EventHeader.LENGTH;
            long number = bytes.getLong(body);
            long domain = bytes.getInt(body + 8) & 0xffff_ffffL;
            boolean standalone = (bytes.get(body + 12) & STANDALONE) != 0;
            leavingOut = isKnown(domain, number) ? standalone ? Group.SINGLE : Group.OPEN : Group.NONE;
            return leavingOut == Group.NONE;
        }
        if (leavingOut == Group.NONE) {
            return true;
        }
        return switch (type) {
            case EventType.FORMAT_DESCRIPTION, EventType.ROTATE, EventType.STOP, EventType.GTID_LIST,
                    EventType.BINLOG_CHECKPOINT -> true;
            default -> false;
        };
    }

    private boolean isKnown(long domain, long number) {
        Gtid until = ahead.get(domain);
        if (until == null) {
            return false;
        }
        int order = Long.compareUnsigned(number, until.number());
        if (order >= 0) {
            ahead.remove(domain);
        }
        return order <= 0;
    }

    @Override
    public boolean wantsAll(StoredFile file, long from) {
        return leavingOut == Group.NONE && ahead.isEmpty();
    }
}

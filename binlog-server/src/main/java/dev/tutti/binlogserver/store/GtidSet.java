package dev.tutti.binlogserver.store;

import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A set of MySQL's GTIDs: per source, intervals of numbers. Mutable; used by one thread at a time. Source of the encoding: MySQL,
 * {@code sql/rpl_gtid_set.cc}, {@code Gtid_set::encode} (plain and tagged).
 */
public final class GtidSet {
    private static final int UUID_LENGTH = 16;
    private static final int TAGGED = 1;
    private static final long MOST_SOURCES = 1 << 20;

    /** First number of an interval to its last. */
    private final Map<GtidSource, NavigableMap<Long, Long>> intervals = new LinkedHashMap<>();

    public void add(GtidSource source, long from, long to) {
        NavigableMap<Long, Long> of = intervals.computeIfAbsent(source, _ -> new TreeMap<>());
        long first = from;
        long last = to;
        Map.Entry<Long, Long> before = of.floorEntry(from);
        if (before != null && before.getValue() >= from - 1) {
            if (before.getValue() >= to) {
                return;
            }
            first = before.getKey();
        }
        Map.Entry<Long, Long> next = of.ceilingEntry(first);
        while (next != null && next.getKey() <= last + 1) {
            last = Math.max(last, next.getValue());
            of.remove(next.getKey());
            next = of.ceilingEntry(first);
        }
        of.put(first, last);
    }

    public boolean contains(GtidSource source, long number) {
        return containsAll(source, number, number);
    }

    public boolean containsAll(GtidSource source, long from, long to) {
        NavigableMap<Long, Long> of = intervals.get(source);
        if (of == null) {
            return false;
        }
        Map.Entry<Long, Long> at = of.floorEntry(from);
        return at != null && at.getValue() >= to;
    }

    /** Whether any number from {@code from} to {@code to} is in the set. */
    public boolean containsAny(GtidSource source, long from, long to) {
        NavigableMap<Long, Long> of = intervals.get(source);
        if (of == null) {
            return false;
        }
        Map.Entry<Long, Long> at = of.floorEntry(to);
        return at != null && at.getValue() >= from;
    }

    /** The largest number of a source, 0 if it has none. */
    public long largest(GtidSource source) {
        NavigableMap<Long, Long> of = intervals.get(source);
        return of == null ? 0 : of.lastEntry().getValue();
    }

    /** Whether every GTID of the other set is in this one. */
    public boolean containsAll(GtidSet other) {
        return other.intervals.entrySet().stream()
                .allMatch(of -> of.getValue().entrySet().stream()
                        .allMatch(interval -> containsAll(of.getKey(), interval.getKey(), interval.getValue())));
    }

    /** What of this set is not in the other one. */
    public GtidSet without(GtidSet other) {
        GtidSet rest = new GtidSet();
        intervals.forEach((source, of) -> of.forEach((from, to) -> {
            long at = from;
            NavigableMap<Long, Long> theirs = other.intervals.getOrDefault(source, new TreeMap<>());
            Map.Entry<Long, Long> before = theirs.floorEntry(from);
            if (before != null && before.getValue() >= from) {
                at = before.getValue() + 1;
            }
            for (Map.Entry<Long, Long> gap : theirs.tailMap(from, false).entrySet()) {
                if (gap.getKey() > to) {
                    break;
                }
                if (gap.getKey() > at) {
                    rest.add(source, at, gap.getKey() - 1);
                }
                at = Math.max(at, gap.getValue() + 1);
            }
            if (at <= to) {
                rest.add(source, at, to);
            }
        }));
        return rest;
    }

    public void addAll(GtidSet other) {
        other.intervals.forEach((source, of) -> of.forEach((from, to) -> add(source, from, to)));
    }

    public boolean isEmpty() {
        return intervals.isEmpty();
    }

    /** Reads {@code uuid[:tag]:from[-to][:…],…}, white space allowed. */
    public static GtidSet parse(String text) {
        GtidSet set = new GtidSet();
        for (String part : text.replaceAll("\\s+", "").toLowerCase(Locale.ROOT).split(",")) {
            if (part.isEmpty()) {
                continue;
            }
            String[] fields = part.split(":");
            GtidSource source = GtidSource.mysql(fields[0]);
            for (int i = 1; i < fields.length; i++) {
                if (!Character.isDigit(fields[i].charAt(0))) {
                    source = GtidSource.mysql(fields[0] + ":" + fields[i]);
                    continue;
                }
                int dash = fields[i].indexOf('-');
                long from = Long.parseLong(dash < 0 ? fields[i] : fields[i].substring(0, dash));
                long to = dash < 0 ? from : Long.parseLong(fields[i].substring(dash + 1));
                if (from < 1 || to < from) {
                    throw new IllegalArgumentException("\"" + part + "\" is no interval of GTIDs");
                }
                set.add(source, from, to);
            }
        }
        return set;
    }

    /** Reads what a Previous_gtids event or COM_BINLOG_DUMP_GTID carries. */
    public static GtidSet decode(byte[] bytes, int from, int end) throws MalformedPacketException {
        GtidSet set = new GtidSet();
        need(from, 8, end);
        long header = LittleEndian.i64(bytes, from);
        // The number's uppermost byte is the format, which tags brought; with tags it stands in the lowest as well.
        boolean tagged = (header >>> 56) == TAGGED;
        long sources = tagged ? (header >>> 8) & 0xffff_ffff_ffffL : header;
        if (sources < 0 || sources > MOST_SOURCES) {
            throw new MalformedPacketException("a set of GTIDs announces " + sources + " sources");
        }
        int at = from + 8;
        for (long i = 0; i < sources; i++) {
            need(at, UUID_LENGTH, end);
            long high = Long.reverseBytes(LittleEndian.i64(bytes, at));
            long low = Long.reverseBytes(LittleEndian.i64(bytes, at + 8));
            at += UUID_LENGTH;
            String tag = "";
            if (tagged) {
                need(at, 1, end);
                // A number of variable length whose first byte holds it up to 127: tags have at most 32 characters.
                int length = (bytes[at] & 0xff) >>> 1;
                at++;
                need(at, length, end);
                tag = new String(bytes, at, length, StandardCharsets.US_ASCII);
                at += length;
            }
            need(at, 8, end);
            long count = LittleEndian.i64(bytes, at);
            at += 8;
            if (count < 0 || count > (end - at) / 16) {
                throw new MalformedPacketException("a set of GTIDs announces " + count + " intervals in "
                        + (end - at) + " bytes");
            }
            GtidSource source = new GtidSource(high, low, tag);
            for (long j = 0; j < count; j++) {
                long first = LittleEndian.i64(bytes, at);
                long behind = LittleEndian.i64(bytes, at + 8);
                at += 16;
                if (first < 1 || behind <= first) {
                    throw new MalformedPacketException("a set of GTIDs holds the interval " + first + " to " + behind);
                }
                set.add(source, first, behind - 1);
            }
        }
        return set;
    }

    private static void need(int at, int count, int end) throws MalformedPacketException {
        if (end - at < count) {
            throw new MalformedPacketException("a set of GTIDs is cut off");
        }
    }

    @Override
    public String toString() {
        // As the server writes it: the tags of a uuid follow on what it has without one.
        Map<String, String> byServer = new LinkedHashMap<>();
        intervals.forEach((source, of) -> byServer.merge(source.server(), tagged(source, of), String::concat));
        return byServer.entrySet().stream().map(each -> each.getKey() + each.getValue()).collect(Collectors.joining(","));
    }

    private static String tagged(GtidSource source, NavigableMap<Long, Long> of) {
        String tag = source.tag();
        return (tag == null || tag.isEmpty() ? "" : ":" + tag)
                + of.entrySet().stream()
                        .map(interval -> ":" + interval.getKey()
                                + (interval.getKey().equals(interval.getValue()) ? "" : "-" + interval.getValue()))
                        .collect(Collectors.joining());
    }
}

package dev.tutti.binlogserver.store;

import dev.tutti.core.match.PseudoGtid;
import dev.tutti.wire.binlog.EventHeader;
import dev.tutti.wire.binlog.EventType;
import dev.tutti.wire.binlog.Gtids;
import dev.tutti.wire.packet.LittleEndian;
import dev.tutti.wire.packet.MalformedPacketException;
import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What one log file holds and where: blocks of some 64 KiB that begin with an event, the GTIDs in each, Pseudo-GTID entries, and
 * the state of all GTIDs before the file. It grows with the file; one thread adds, any may ask.
 */
public final class FileIndex {
    /** A search reads one block; the index of a gigabyte has 16,000. */
    static final int BLOCK = 64 * 1024;

    /** Entries are short statements; longer ones are not looked into. */
    private static final int LONGEST_ENTRY = 1024;

    /** Recognises no entry. */
    static final Pattern NOTHING = Pattern.compile("(?!)");

    /** A Pseudo-GTID entry and where the event that holds it begins and ends. */
    public record Entry(String key, long from, long to) {}

    /** A MariaDB GTID in a file's list: the last of its domain and server before the file. */
    public record ListedGtid(long domain, long server, long number) {}

    private final Pattern pattern;
    private final Gtids gtids = new Gtids();
    private long[] blocks = new long[64];
    private int blockCount;
    private long blockFrom = -1;
    private byte[] formatDescription = new byte[0];
    private byte @Nullable [] previousGtids;
    private @Nullable List<ListedGtid> gtidList;
    private final Map<GtidSource, GtidTrack> tracks = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Long, ListedGtid> lastOfDomain = new HashMap<>();
    private int firstTimestamp;
    private int lastTimestamp;
    private long end;

    private @Nullable String nextFile;
    private long lastGtidEnd;
    private @Nullable GtidSource lastSource;
    private @Nullable GtidTrack lastTrack;

    FileIndex(Pattern pattern) {
        this.pattern = pattern;
    }

    /** Takes the next event of the file; {@code bodyEnd} is before its checksum. */
    synchronized void add(byte[] bytes, int at, int bodyEnd, long from, long to) {
        if (blockFrom < 0 || from - blockFrom >= BLOCK) {
            if (blockCount == blocks.length) {
                blocks = Arrays.copyOf(blocks, 2 * blockCount);
            }
            blocks[blockCount++] = from;
            blockFrom = from;
        }
        end = to;
        int timestamp = LittleEndian.i32(bytes, at);
        if (timestamp != 0) {
            firstTimestamp = firstTimestamp == 0 ? timestamp : firstTimestamp;
            lastTimestamp = timestamp;
        }
        int body = at + EventHeader.LENGTH;
        switch (bytes[at + EventHeader.TYPE_AT] & 0xff) {
            case EventType.MARIADB_GTID -> mariadb(bytes, at, bodyEnd);
            case EventType.GTID -> {
                if (bodyEnd - body >= 25) {
                    count(
                            Long.reverseBytes(LittleEndian.i64(bytes, body + 1)),
                            Long.reverseBytes(LittleEndian.i64(bytes, body + 9)),
                            "",
                            LittleEndian.i64(bytes, body + 17));
                }
            }
            case EventType.GTID_TAGGED -> tagged(bytes, body, bodyEnd);
            case EventType.QUERY -> entry(bytes, at, bodyEnd, from, to);
            case EventType.FORMAT_DESCRIPTION -> formatDescription = Arrays.copyOfRange(bytes, at, at + (int) (to - from));
            case EventType.PREVIOUS_GTIDS -> previousGtids = Arrays.copyOfRange(bytes, body, bodyEnd);
            case EventType.GTID_LIST -> gtidList = list(bytes, body, bodyEnd);
            case EventType.ROTATE -> nextFile = body + 8 < bodyEnd
                    ? new String(bytes, body + 8, bodyEnd - body - 8, StandardCharsets.UTF_8)
                    : null;
            default -> {}
        }
    }

    /** The file that this one's own last event says comes next; null as long as it has not said so. */
    public synchronized @Nullable String nextFile() {
        return nextFile;
    }

    /** Whether an event is the beginning of this transaction. */
    static boolean isGtid(byte[] bytes, int at, int bodyEnd, GtidSource source, long number) {
        int type = bytes[at + EventHeader.TYPE_AT] & 0xff;
        if (type != EventType.MARIADB_GTID && type != EventType.GTID && type != EventType.GTID_TAGGED) {
            return false;
        }
        FileIndex one = new FileIndex(NOTHING);
        one.add(bytes, at, bodyEnd, 0, bodyEnd - at);
        GtidTrack track = one.tracks.get(source);
        return track != null && track.find(number, 0) >= 0;
    }

    /** Forgets what stood behind this position. Ranges of numbers may stay wider than what is left: a search finds nothing there. */
    synchronized void truncate(long position) {
        while (blockCount > 0 && blocks[blockCount - 1] >= position) {
            blockCount--;
        }
        blockFrom = blockCount == 0 ? -1 : blocks[blockCount - 1];
        GtidTrack last = lastTrack;
        if (last != null && lastGtidEnd > position) {
            // Only one transaction can be open at the end of a log.
            last.removeLast();
            lastGtidEnd = 0;
        }
        int left = blockCount;
        tracks.values().forEach(track -> track.truncate(left));
        entries.removeIf(entry -> entry.to() > position);
        end = position;
        nextFile = null;
    }

    private void mariadb(byte[] bytes, int at, int end) {
        int body = at + EventHeader.LENGTH;
        if (end - body < 13) {
            return;
        }
        long server = LittleEndian.u32(bytes, at + EventHeader.SERVER_ID_AT);
        long domain = LittleEndian.u32(bytes, body + 8);
        long number = LittleEndian.i64(bytes, body);
        count(domain, server, null, number);
        ListedGtid last = lastOfDomain.get(domain);
        if (last == null || last.number() != number || last.server() != server) {
            lastOfDomain.put(domain, new ListedGtid(domain, server, number));
        }
    }

    private void tagged(byte[] bytes, int body, int end) {
        String gtid;
        try {
            gtid = gtids.tagged(bytes, body, end);
        } catch (MalformedPacketException e) {
            // It is kept and served as it is; it cannot be searched for.
            return;
        }
        int colon = gtid.lastIndexOf(':');
        if (colon > 0) {
            GtidSource source = GtidSource.mysql(gtid.substring(0, colon));
            count(source.high(), source.low(), source.tag(), Long.parseLong(gtid.substring(colon + 1)));
        }
    }

    private void count(long high, long low, @Nullable String tag, long number) {
        GtidSource source = lastSource;
        GtidTrack track = lastTrack;
        if (source == null || track == null || source.high() != high || source.low() != low
                || !Objects.equals(source.tag(), tag)) {
            source = new GtidSource(high, low, tag);
            track = tracks.computeIfAbsent(source, _ -> new GtidTrack());
            lastSource = source;
            lastTrack = track;
        }
        track.add(blockCount - 1, number);
        lastGtidEnd = end;
    }

    private void entry(byte[] bytes, int at, int bodyEnd, long from, long to) {
        int text = Boundaries.statementAt(bytes, at, bodyEnd);
        int length = bodyEnd - text;
        // BEGIN and COMMIT are by far the most frequent, and no entry is that short.
        if (text < 0 || length < 12 || length > LONGEST_ENTRY) {
            return;
        }
        String statement = new String(bytes, text, length, StandardCharsets.UTF_8);
        PseudoGtid.in(statement, pattern).ifPresent(found -> entries.add(new Entry(found.key(), from, to)));
    }

    private static List<ListedGtid> list(byte[] bytes, int body, int end) {
        List<ListedGtid> list = new ArrayList<>();
        if (end - body >= 4) {
            int count = LittleEndian.i32(bytes, body) & 0x0fff_ffff;
            for (int i = 0, at = body + 4; i < count && at + 16 <= end; i++, at += 16) {
                list.add(new ListedGtid(
                        LittleEndian.u32(bytes, at), LittleEndian.u32(bytes, at + 4), LittleEndian.i64(bytes, at + 8)));
            }
        }
        return List.copyOf(list);
    }

    /** The beginning of the last block at or before this position; 4 if there is none. */
    public synchronized long blockBefore(long position) {
        int found = Arrays.binarySearch(blocks, 0, blockCount, position);
        int at = found >= 0 ? found : -found - 2;
        return at < 0 ? LogScan.MAGIC_LENGTH : blocks[at];
    }

    /** The beginnings of the blocks in which this transaction may stand, in order. */
    public synchronized List<Long> blocksOf(GtidSource source, long number) {
        GtidTrack track = tracks.get(source);
        List<Long> found = new ArrayList<>();
        if (track != null) {
            for (int i = track.find(number, 0); i >= 0; i = track.find(number, i + 1)) {
                found.add(blocks[track.block(i)]);
            }
        }
        return found;
    }

    /** Where the block behind the one that begins here begins, or the end of what is indexed. */
    public synchronized long blockAfter(long block) {
        int found = Arrays.binarySearch(blocks, 0, blockCount, block);
        int next = found >= 0 ? found + 1 : -found - 1;
        return next < blockCount ? blocks[next] : end;
    }

    /** Whether a transaction of the set may stand behind this position. */
    public synchronized boolean mayHold(GtidSet set, long from) {
        int first = Arrays.binarySearch(blocks, 0, blockCount, from);
        int block = first >= 0 ? first : Math.max(0, -first - 2);
        for (Map.Entry<GtidSource, GtidTrack> each : tracks.entrySet()) {
            GtidTrack track = each.getValue();
            for (int i = track.size() - 1; i >= 0 && track.block(i) >= block; i--) {
                if (set.containsAny(each.getKey(), track.smallest(i), track.largest(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Adds MySQL's transactions of this file to a set. */
    public synchronized void addMySqlTo(GtidSet set) {
        tracks.forEach((source, track) -> {
            if (!source.isMariaDb()) {
                track.addTo(set, source);
            }
        });
    }

    /** Whether the file names transactions that happened before it. */
    public synchronized boolean hasPreviousMySqlGtids() {
        // Eight bytes of zero are an empty set.
        return previousGtids != null && previousGtids.length > 8;
    }

    /** The largest number of each of MySQL's sources in this file. */
    public synchronized Map<GtidSource, Long> largestOfMySql() {
        Map<GtidSource, Long> largest = new LinkedHashMap<>();
        tracks.forEach((source, track) -> {
            if (!source.isMariaDb()) {
                largest.put(source, track.largest());
            }
        });
        return largest;
    }

    /** The body of the file's Previous_gtids event; null if it has none. */
    public synchronized byte @Nullable [] previousGtids() {
        return previousGtids;
    }

    /** The file's Gtid_list; null if it has none. */
    public synchronized @Nullable List<ListedGtid> gtidList() {
        return gtidList;
    }

    /** The last transaction of each of MariaDB's domains and servers up to the end of the file: what the next file will list. */
    public synchronized Map<GtidSource, Long> mariadbStateAtEnd() {
        Map<GtidSource, Long> state = new LinkedHashMap<>();
        List<ListedGtid> list = gtidList;
        if (list != null) {
            list.forEach(gtid -> state.put(GtidSource.mariadb(gtid.domain(), gtid.server()), gtid.number()));
        }
        tracks.forEach((source, track) -> {
            if (source.isMariaDb()) {
                state.merge(source, track.largest(), Math::max);
            }
        });
        return state;
    }

    /** The very last transaction of each domain in this file. */
    public synchronized List<ListedGtid> lastOfDomains() {
        return List.copyOf(lastOfDomain.values());
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The file's Format_description as it stands in it; empty as long as there is none. */
    public synchronized byte[] formatDescription() {
        return formatDescription.clone();
    }

    /** Seconds since 1970, 0 if nothing in the file has a time. */
    public synchronized long firstTimestamp() {
        return firstTimestamp & 0xffff_ffffL;
    }

    public synchronized long lastTimestamp() {
        return lastTimestamp & 0xffff_ffffL;
    }

    // ---- kept ----------------------------------------------------------------------------------------------------

    /** Writes all that {@link #read} needs; nothing may be added to what was read. */
    synchronized void write(DataOutputStream out) throws IOException {
        out.writeInt(blockCount);
        for (int i = 0; i < blockCount; i++) {
            out.writeLong(blocks[i]);
        }
        bytes(out, formatDescription);
        byte[] before = previousGtids;
        out.writeBoolean(before != null);
        bytes(out, before == null ? new byte[0] : before);
        List<ListedGtid> list = gtidList;
        out.writeBoolean(list != null);
        gtids(out, list == null ? List.of() : list);
        out.writeInt(tracks.size());
        for (Map.Entry<GtidSource, GtidTrack> each : tracks.entrySet()) {
            String tag = each.getKey().tag();
            out.writeLong(each.getKey().high());
            out.writeLong(each.getKey().low());
            out.writeBoolean(tag != null);
            out.writeUTF(tag == null ? "" : tag);
            each.getValue().write(out);
        }
        out.writeInt(entries.size());
        for (Entry entry : entries) {
            out.writeUTF(entry.key());
            out.writeLong(entry.from());
            out.writeLong(entry.to());
        }
        gtids(out, List.copyOf(lastOfDomain.values()));
        out.writeInt(firstTimestamp);
        out.writeInt(lastTimestamp);
        out.writeLong(end);
    }

    /** The index as it was written. */
    static FileIndex read(DataInputStream in, Pattern pattern) throws IOException {
        FileIndex index = new FileIndex(pattern);
        index.blockCount = in.readInt();
        index.blocks = new long[Math.max(index.blockCount, 64)];
        for (int i = 0; i < index.blockCount; i++) {
            index.blocks[i] = in.readLong();
        }
        index.formatDescription = bytes(in);
        boolean hasPrevious = in.readBoolean();
        byte[] before = bytes(in);
        index.previousGtids = hasPrevious ? before : null;
        boolean hasList = in.readBoolean();
        List<ListedGtid> list = gtids(in);
        index.gtidList = hasList ? list : null;
        for (int i = in.readInt(); i > 0; i--) {
            long high = in.readLong();
            long low = in.readLong();
            boolean mysql = in.readBoolean();
            String tag = in.readUTF();
            index.tracks.put(new GtidSource(high, low, mysql ? tag : null), GtidTrack.read(in));
        }
        for (int i = in.readInt(); i > 0; i--) {
            index.entries.add(new Entry(in.readUTF(), in.readLong(), in.readLong()));
        }
        gtids(in).forEach(gtid -> index.lastOfDomain.put(gtid.domain(), gtid));
        index.firstTimestamp = in.readInt();
        index.lastTimestamp = in.readInt();
        index.end = in.readLong();
        return index;
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static void gtids(DataOutputStream out, List<ListedGtid> gtids) throws IOException {
        out.writeInt(gtids.size());
        for (ListedGtid gtid : gtids) {
            out.writeLong(gtid.domain());
            out.writeLong(gtid.server());
            out.writeLong(gtid.number());
        }
    }

    private static List<ListedGtid> gtids(DataInputStream in) throws IOException {
        List<ListedGtid> gtids = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            gtids.add(new ListedGtid(in.readLong(), in.readLong(), in.readLong()));
        }
        return List.copyOf(gtids);
    }

    synchronized long end() {
        return end;
    }

    synchronized int blockCount() {
        return blockCount;
    }
}

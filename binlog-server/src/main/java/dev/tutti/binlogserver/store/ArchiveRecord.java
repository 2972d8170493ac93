package dev.tutti.binlogserver.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the archive has confirmed, in a file of the store that is replaced as a whole. Only what stands here may leave this disk.
 *
 * <pre>
 *   archive  identity  claimed | new
 *   kept     log file  object  bytes of the log file  bytes of the object  SHA-256 of the object
 *   leaving  object
 * </pre>
 *
 * <p>Fields are separated by tabs. An object that is leaving may be there or not; nobody reads it any more. Thread-safe.
 */
final class ArchiveRecord {
    static final String FILE = "tutti-archive";

    /**
     * A file that the archive has.
     *
     * @param file the log file's name
     * @param object what it is called there: it begins with the file's name and has the beginning of its checksum in it
     * @param bytes of the log file
     * @param stored bytes of the object
     * @param sha256 of the object, in hexadecimal digits
     */
    record Entry(String file, String object, long bytes, long stored, String sha256) {
        boolean isCompressed() {
            return object.endsWith(Shelf.COMPRESSED);
        }
    }

    private final Path path;
    private final Map<String, Entry> kept = new LinkedHashMap<>();
    private final List<String> leaving = new ArrayList<>();
    private @Nullable String identity;
    private boolean claimed;

    private ArchiveRecord(Path path) {
        this.path = path;
    }

    static boolean isIn(Path store) {
        return Files.exists(store.resolve(FILE));
    }

    /**
     * Reads that of a store, which may be empty.
     *
     * @throws StoreException if a line makes no sense: without it a file could be taken for lost, or for kept
     */
    static ArchiveRecord in(Path store) throws IOException {
        ArchiveRecord record = new ArchiveRecord(store.resolve(FILE));
        if (isIn(store)) {
            for (String line : Files.readAllLines(record.path)) {
                record.read(line);
            }
        }
        return record;
    }

    private void read(String line) throws IOException {
        String[] parts = line.split("\t");
        try {
            switch (parts[0]) {
                case "archive" -> {
                    identity = parts[1];
                    claimed = parts[2].equals("claimed");
                }
                case "kept" ->
                    kept.put(parts[1], new Entry(
                            parts[1], parts[2], Long.parseLong(parts[3]), Long.parseLong(parts[4]), parts[5]));
                case "leaving" -> leaving.add(parts[1]);
                default -> throw new IllegalArgumentException("unknown word");
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new StoreException("The line \"" + line + "\" of " + path + " cannot be understood; put the file back from a"
                    + " copy.", e);
        }
    }

    synchronized Optional<Entry> find(String file) {
        return Optional.ofNullable(kept.get(file));
    }

    /** All that are kept, in the order in which they were archived. */
    synchronized List<Entry> all() {
        return List.copyOf(kept.values());
    }

    /** Objects that are to be removed from the archive. */
    synchronized List<String> leaving() {
        return List.copyOf(leaving);
    }

    /** What the archive is marked with as this store's own; null before the first time. */
    synchronized @Nullable String identity() {
        return identity;
    }

    /** Whether the archive is known to bear the mark. */
    synchronized boolean isClaimed() {
        return claimed;
    }

    synchronized void identify(String as, boolean isClaimed) throws IOException {
        save(as, isClaimed, kept.values(), leaving);
        identity = as;
        claimed = isClaimed;
    }

    synchronized void keep(Entry entry) throws IOException {
        Map<String, Entry> more = new LinkedHashMap<>(kept);
        more.put(entry.file(), entry);
        save(identity, claimed, more.values(), leaving);
        kept.put(entry.file(), entry);
    }

    /** The archive need not keep these files any longer; those among them that it does not have are passed over. */
    synchronized void leave(Collection<String> files) throws IOException {
        Map<String, Entry> fewer = new LinkedHashMap<>(kept);
        List<String> more = new ArrayList<>(leaving);
        for (String file : files) {
            Entry entry = fewer.remove(file);
            if (entry != null) {
                more.add(entry.object());
            }
        }
        if (more.size() > leaving.size()) {
            save(identity, claimed, fewer.values(), more);
            kept.keySet().retainAll(fewer.keySet());
            leaving.clear();
            leaving.addAll(more);
        }
    }

    /** The object is gone from the archive. */
    synchronized void left(String object) throws IOException {
        List<String> fewer = new ArrayList<>(leaving);
        fewer.remove(object);
        save(identity, claimed, kept.values(), fewer);
        leaving.remove(object);
    }

    private void save(@Nullable String as, boolean isClaimed, Collection<Entry> entries, List<String> objects) throws IOException {
        StringBuilder text = new StringBuilder(64 + 128 * entries.size());
        if (as != null) {
            text.append("archive\t").append(as).append('\t').append(isClaimed ? "claimed" : "new").append('\n');
        }
        for (Entry entry : entries) {
            text.append("kept\t").append(entry.file()).append('\t').append(entry.object()).append('\t').append(entry.bytes())
                    .append('\t').append(entry.stored()).append('\t').append(entry.sha256()).append('\n');
        }
        objects.forEach(object -> text.append("leaving\t").append(object).append('\n'));
        Durable.replace(path, text.toString());
    }
}

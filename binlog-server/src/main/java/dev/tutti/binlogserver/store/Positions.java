package dev.tutti.binlogserver.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads stored files by event, through their index. Stateless; thread-safe. */
public final class Positions {
    /** Gets an event; the bytes are valid during the call, {@code bodyEnd} is before the checksum. */
    @FunctionalInterface
    public interface Reader {
        /** Takes an event; whether to go on. */
        boolean event(byte[] bytes, int at, int bodyEnd, long from, long to) throws IOException;
    }

    private Positions() {}

    /** Whether an event begins here, or everything that is published ends here. */
    public static boolean isBoundary(StoredFile file, long position) throws IOException {
        if (position == file.published() || position == LogScan.MAGIC_LENGTH) {
            return true;
        }
        if (position > file.published()) {
            return false;
        }
        boolean[] found = {false};
        read(file, file.index().blockBefore(position), (_, _, _, from, _) -> {
            found[0] |= from == position;
            return from < position;
        });
        return found[0];
    }

    /**
     * Reads events from one that begins here on, up to what is published.
     *
     * @throws StoreException if what is stored is damaged
     */
    public static void read(StoredFile file, long from, Reader reader) throws IOException {
        LogScan.End end = new LogScan(false).scan(file::read, from, file.published(), reader::event);
        if (!end.objection().isEmpty()) {
            throw new StoreException("The log file " + file.name() + " is damaged: " + end.objection() + ".");
        }
    }

    /** Where the transaction with this GTID begins, in all files; empty if none has it. */
    public static List<At> find(LogStore store, GtidSource source, long number) throws IOException {
        List<At> found = new ArrayList<>();
        for (StoredFile file : store.files()) {
            for (long block : file.index().blocksOf(source, number)) {
                long end = file.index().blockAfter(block);
                read(file, block, (bytes, at, bodyEnd, from, to) -> {
                    if (from >= end) {
                        return false;
                    }
                    if (FileIndex.isGtid(bytes, at, bodyEnd, source, number)) {
                        found.add(new At(file, from));
                    }
                    return true;
                });
            }
        }
        return found;
    }

    /** A place in a stored file. */
    public record At(StoredFile file, long position) {}
}

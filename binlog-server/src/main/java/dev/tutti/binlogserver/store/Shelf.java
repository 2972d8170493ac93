package dev.tutti.binlogserver.store;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.crypto.SecretKey;

/**
 * In which form each log file stands in the folder: as it is or compressed, and either of them encrypted or not. Thread-safe; no
 * file is worked on by two threads at once.
 */
final class Shelf {
    private static final Logger log = LoggerFactory.getLogger(Shelf.class);
    static final String COMPRESSED = ".zst";

    private final Path folder;
    private final @Nullable FileKeys keys;
    private final Frames frames = new Frames();

    private Shelf(Path folder, @Nullable FileKeys keys) {
        this.folder = folder;
        this.keys = keys;
    }

    /**
     * The shelf of a folder.
     *
     * @throws StoreException if files of it are encrypted and the key is not theirs
     */
    static Shelf of(Path folder, StorageOptions options) throws IOException {
        if (options.masterKey() != null) {
            return new Shelf(folder, FileKeys.in(folder, options.masterKey()));
        }
        if (FileKeys.isNeededIn(folder)) {
            throw new StoreException("The files in " + folder + " are encrypted; name the file that holds their key in"
                    + " encryption.key_file.");
        }
        return new Shelf(folder, null);
    }

    private Path plain(String name) {
        return folder.resolve(name);
    }

    private Path compressed(String name) {
        return folder.resolve(name + COMPRESSED);
    }

    boolean has(String name) {
        return Files.exists(plain(name)) || Files.exists(compressed(name));
    }

    /** The bytes of a file that is begun anew, empty. */
    LogBytes create(String name) throws IOException {
        FileKeys present = keys;
        if (present != null) {
            present.create(name);
        } else {
            Files.deleteIfExists(FileKeys.saltOf(folder, name));
        }
        LogBytes bytes = deciphered(name, PlainBytes.writing(plain(name)), "plain");
        try {
            bytes.truncate(0);
            return bytes;
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private LogBytes deciphered(String name, LogBytes raw, String form) throws IOException {
        FileKeys present = keys;
        if (present == null || !Files.exists(FileKeys.saltOf(folder, name))) {
            return raw;
        }
        try {
            return new CipherBytes(raw, present.of(name, form));
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    /** The bytes of the last file, to which more may be added. */
    LogBytes growing(String name) throws IOException {
        return Files.exists(compressed(name)) ? complete(name) : deciphered(name, PlainBytes.writing(plain(name)), "plain");
    }

    /** The bytes of a complete file. What an interrupted change of its form has left is removed. */
    LogBytes complete(String name) throws IOException {
        Files.deleteIfExists(fresh(name));
        if (!Files.exists(compressed(name))) {
            return deciphered(name, PlainBytes.reading(plain(name)), "plain");
        }
        LogBytes bytes = open(name, compressed(name), true);
        // It got its name only after it had been compared with this one.
        Files.deleteIfExists(plain(name));
        return bytes;
    }

    private Path fresh(String name) {
        return folder.resolve(name + COMPRESSED + ".new");
    }

    /** The bytes of a log file, of which one form stands in this file, wherever that is. */
    LogBytes open(String name, Path file, boolean compressed) throws IOException {
        if (!compressed) {
            return deciphered(name, PlainBytes.reading(file), "plain");
        }
        LogBytes raw = deciphered(name, PlainBytes.reading(file), "compressed");
        try {
            return CompressedBytes.open(name, raw, frames);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    boolean isCompressed(String name) {
        return Files.exists(compressed(name));
    }

    /**
     * Makes the compressed form of a complete file and compares it with the file. The file itself stays until
     * {@link #removePlain}, and there is the one form or both at any moment.
     */
    LogBytes compress(StoredFile file) throws IOException {
        Path fresh = fresh(file.name());
        try {
            Files.deleteIfExists(fresh);
            try (LogBytes target = deciphered(file.name(), PlainBytes.writing(fresh), "compressed")) {
                CompressedBytes.write(file, target);
            }
            try (LogBytes written = open(file.name(), fresh, true)) {
                compare(file, written);
            }
            Durable.move(fresh, compressed(file.name()));
            return open(file.name(), compressed(file.name()), true);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void compare(StoredFile file, LogBytes written) throws IOException {
        ByteBuffer ours = ByteBuffer.allocate(CompressedBytes.FRAME);
        ByteBuffer theirs = ByteBuffer.allocate(CompressedBytes.FRAME);
        boolean same = written.size() == file.published();
        for (long at = 0; same && at < file.published(); at += ours.limit()) {
            int count = (int) Math.min(ours.capacity(), file.published() - at);
            file.read(ours.clear().limit(count), at);
            written.read(theirs.clear().limit(count), at);
            same = !ours.hasRemaining() && ours.flip().equals(theirs.flip());
        }
        if (!same) {
            throw new StoreException("The compressed form of " + file.name() + " is not equal to it; the disk or the memory of"
                    + " this machine damages data. The file stays as it is.");
        }
    }

    /** Removes the form of a file that its compressed form has replaced. */
    void removePlain(String name) throws IOException {
        Files.deleteIfExists(plain(name));
        Durable.force(folder);
    }

    /** Where a file stands, in the form that it has now. */
    Path path(String name) {
        return isCompressed(name) ? compressed(name) : plain(name);
    }

    /** What the key of an encrypted file is made with; null if the file is not encrypted. Worth nothing without the master key. */
    @Nullable String salt(String name) throws IOException {
        Path salt = FileKeys.saltOf(folder, name);
        return Files.exists(salt) ? Files.readString(salt).strip() : null;
    }

    /** The key for an encrypted file's index; null if the file is not encrypted. */
    @Nullable SecretKey indexKey(String name) throws IOException {
        FileKeys present = keys;
        return present == null || !Files.exists(FileKeys.saltOf(folder, name)) ? null : present.of(name, "index");
    }

    /** Removes a file in every form. */
    void remove(String name) throws IOException {
        removeForms(name);
        removeSalt(name);
    }

    /** Removes a file in every form; what is needed to read it from elsewhere stays. */
    void removeForms(String name) throws IOException {
        Files.deleteIfExists(plain(name));
        Files.deleteIfExists(compressed(name));
        log.debug("{} is removed", name);
    }

    void removeSalt(String name) throws IOException {
        Files.deleteIfExists(FileKeys.saltOf(folder, name));
    }
}

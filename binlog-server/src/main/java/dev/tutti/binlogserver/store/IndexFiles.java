package dev.tutti.binlogserver.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The indexes of complete files, kept so that a start need not read the files. Losing one costs time only: it is made again.
 *
 * <pre>
 *   magic and version (8 bytes) │ size of the log file (8) │ length of the content (4) │ CRC-32C of the content (4) │ content
 * </pre>
 *
 * <p>The content begins with the pattern that entries were recognised by: with another one it would be another index. That of an
 * encrypted log file is encrypted as well, with AES-256-GCM (NIST SP 800-38D) and a key of its own; a fresh random initial value
 * (12 bytes) stands before it, since an index may be written more than once. Thread-safe.
 */
final class IndexFiles {
    private static final Logger log = LoggerFactory.getLogger(IndexFiles.class);
    private static final long MAGIC = 0x7475_7474_6964_7801L;
    private static final long MAGIC_ENCRYPTED = 0x7475_7474_6964_7802L;
    private static final int HEADER = 24;
    private static final int INITIAL_VALUE = 12;
    private static final int TAG_BITS = 128;

    private final Path folder;
    private final Pattern pattern;
    private final Shelf shelf;
    private final SecureRandom random = new SecureRandom();

    IndexFiles(Path store, Pattern pattern, Shelf shelf) {
        this.folder = store.resolve("index");
        this.pattern = pattern;
        this.shelf = shelf;
    }

    private Path of(String name) {
        return folder.resolve(name + ".idx");
    }

    /**
     * Reads one.
     *
     * @param size bytes that the log file has
     * @return empty if there is none, or one that is not of this file as it is, or of another version, or damaged
     */
    Optional<FileIndex> read(String name, long size) {
        return read(name, size, false);
    }

    /** The same, also if entries were recognised by another pattern than now. */
    Optional<FileIndex> readOfAnyPattern(String name, long size) {
        return read(name, size, true);
    }

    private Optional<FileIndex> read(String name, long size, boolean anyPattern) {
        Path file = of(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] all = Files.readAllBytes(file);
            ByteBuffer header = ByteBuffer.wrap(all);
            long magic = all.length < HEADER ? 0 : header.getLong();
            if ((magic != MAGIC && magic != MAGIC_ENCRYPTED) || header.getLong() != size
                    || header.getInt() != all.length - HEADER || header.getInt() != checksum(all)) {
                log.info("the index {} is not of the file as it is now, and is made anew", file);
                return Optional.empty();
            }
            byte[] content = Arrays.copyOfRange(all, HEADER, all.length);
            SecretKey key = shelf.indexKey(name);
            if (magic == MAGIC_ENCRYPTED) {
                if (key == null) {
                    return Optional.empty();
                }
                content = decrypted(content, key);
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
            boolean samePattern = in.readUTF().equals(pattern.pattern());
            if (!samePattern && !anyPattern) {
                return Optional.empty();
            }
            FileIndex index = FileIndex.read(in, pattern);
            if (magic == MAGIC && key != null && samePattern) {
                // One from before indexes were encrypted.
                write(name, size, index);
            }
            return Optional.of(index);
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            log.info("the index {} cannot be read and is made anew: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static int checksum(byte[] all) {
        CRC32C crc = new CRC32C();
        crc.update(all, HEADER, all.length - HEADER);
        return (int) crc.getValue();
    }

    /** Keeps one; that it could not be is told, and nothing else is lost by it. */
    void write(String name, long size, FileIndex index) {
        try {
            Files.createDirectories(folder);
            ByteArrayOutputStream stream = new ByteArrayOutputStream(1 << 16);
            DataOutputStream out = new DataOutputStream(stream);
            out.writeUTF(pattern.pattern());
            index.write(out);
            SecretKey key = shelf.indexKey(name);
            byte[] content = key == null ? stream.toByteArray() : encrypted(stream.toByteArray(), key);
            byte[] all = new byte[HEADER + content.length];
            System.arraycopy(content, 0, all, HEADER, content.length);
            ByteBuffer.wrap(all).putLong(key == null ? MAGIC : MAGIC_ENCRYPTED).putLong(size).putInt(content.length)
                    .putInt(checksum(all));
            Durable.replace(of(name), ByteBuffer.wrap(all));
        } catch (GeneralSecurityException | IOException e) {
            log.warn("the index of {} could not be kept and will be made again at the next start: {}", name, e.getMessage());
        }
    }

    private byte[] encrypted(byte[] content, SecretKey key) throws GeneralSecurityException {
        byte[] initial = new byte[INITIAL_VALUE];
        random.nextBytes(initial);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, initial));
        byte[] sealed = cipher.doFinal(content);
        byte[] both = Arrays.copyOf(initial, INITIAL_VALUE + sealed.length);
        System.arraycopy(sealed, 0, both, INITIAL_VALUE, sealed.length);
        return both;
    }

    private static byte[] decrypted(byte[] both, SecretKey key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, both, 0, INITIAL_VALUE));
        return cipher.doFinal(both, INITIAL_VALUE, both.length - INITIAL_VALUE);
    }

    void remove(String name) throws IOException {
        Files.deleteIfExists(of(name));
    }
}

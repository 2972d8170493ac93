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
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The indexes of complete files, kept so that a start need not read the files. Losing one costs time only: it is made again.
 *
 * <pre>
 *   magic and version (8 bytes) │ size of the log file (8) │ length of the content (4) │ CRC-32C of the content (4) │ content
 * </pre>
 *
 * <p>The content begins with the pattern that entries were recognised by: with another one it would be another index. Thread-safe.
 */
final class IndexFiles {
    private static final Logger log = LoggerFactory.getLogger(IndexFiles.class);
    private static final long MAGIC = 0x7475_7474_6964_7801L;
    private static final int HEADER = 24;

    private final Path folder;
    private final Pattern pattern;

    IndexFiles(Path store, Pattern pattern) {
        this.folder = store.resolve("index");
        this.pattern = pattern;
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
        Path file = of(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] all = Files.readAllBytes(file);
            ByteBuffer header = ByteBuffer.wrap(all);
            if (all.length < HEADER || header.getLong() != MAGIC || header.getLong() != size
                    || header.getInt() != all.length - HEADER || header.getInt() != checksum(all)) {
                log.info("the index {} is not of the file as it is now, and is made anew", file);
                return Optional.empty();
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(all, HEADER, all.length - HEADER));
            return in.readUTF().equals(pattern.pattern()) ? Optional.of(FileIndex.read(in, pattern)) : Optional.empty();
        } catch (IOException | RuntimeException e) {
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
            ByteArrayOutputStream content = new ByteArrayOutputStream(1 << 16);
            DataOutputStream out = new DataOutputStream(content);
            out.write(new byte[HEADER]);
            out.writeUTF(pattern.pattern());
            index.write(out);
            byte[] all = content.toByteArray();
            ByteBuffer.wrap(all).putLong(MAGIC).putLong(size).putInt(all.length - HEADER).putInt(checksum(all));
            Durable.replace(of(name), ByteBuffer.wrap(all));
        } catch (IOException e) {
            log.warn("the index of {} could not be kept and will be made again at the next start: {}", name, e.getMessage());
        }
    }

    void remove(String name) throws IOException {
        Files.deleteIfExists(of(name));
    }
}

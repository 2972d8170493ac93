package dev.tutti.lab;

import dev.tutti.lab.install.Folders;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** What accidents and people do to a dead node's data folder. Stateless. */
public final class GaleraDamage {
    private static final int HEADER_BYTES = 64;

    private GaleraDamage() {}

    /** Takes all data away: the next start takes a full state transfer. */
    public static void empty(GaleraNode node) {
        requireDead(node);
        try {
            Folders.delete(node.dataFolder());
            Files.createDirectories(node.dataFolder());
        } catch (IOException e) {
            throw failed(node, e);
        }
    }

    /** Writes the saved state anew, as an editor or a failed start would. */
    public static void writeSavedState(GaleraNode node, GaleraPosition position, boolean safeToBootstrap) {
        requireDead(node);
        try {
            Files.writeString(node.savedState(), String.format(Locale.ROOT, """
                    # GALERA saved state
                    version: 2.1
                    uuid:    %s
                    seqno:   %d
                    safe_to_bootstrap: %d
                    """, position.uuid(), position.seqno(), safeToBootstrap ? 1 : 0));
        } catch (IOException e) {
            throw failed(node, e);
        }
    }

    /** Overwrites what InnoDB needs to begin: its system tablespace and its log. Recovering the position then fails. */
    public static void corruptInnodb(GaleraNode node) {
        requireDead(node);
        try (Stream<Path> files = Files.list(node.dataFolder())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("ib_logfile") || name.equals("ibdata1")) {
                    overwrite(file);
                }
            }
        } catch (IOException e) {
            throw failed(node, e);
        }
    }

    /** The beginning of every 4 KiB: no page keeps its checksum, and no log block does. */
    private static void overwrite(Path file) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] garbage = new byte[HEADER_BYTES];
            Arrays.fill(garbage, (byte) 0xa5);
            for (long at = 0; at + HEADER_BYTES <= access.length(); at += 4096) {
                access.seek(at);
                access.write(garbage);
            }
        }
    }

    private static void requireDead(GaleraNode node) {
        if (node.pid().isPresent()) {
            throw new LabException("Node " + node.name() + " runs; kill it before its data is damaged.");
        }
    }

    private static LabException failed(GaleraNode node, IOException e) {
        return new LabException("The data of node " + node.name() + " cannot be changed: " + e.getMessage(), e);
    }
}

package dev.tutti.agent.host;

import dev.tutti.core.galera.model.Grastate;
import dev.tutti.core.galera.model.Gvwstate;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that Galera keeps in a data folder, as they are and as they are understood. Stateless, thread-safe. */
public final class StateFiles {
    /** The real ones have about 110 and 300 bytes. */
    private static final int LARGEST = 16 * 1024;

    private final Path dataFolder;

    public StateFiles(Path dataFolder) {
        this.dataFolder = dataFolder;
    }

    /** What stands in the file; null when there is none. */
    public record Raw(@Nullable String text, @Nullable String failure) {}

    public Path grastateFile() {
        return dataFolder.resolve("grastate.dat");
    }

    public Raw grastateText() {
        return read(grastateFile());
    }

    public Path gvwstateFile() {
        return dataFolder.resolve("gvwstate.dat");
    }

    public Raw gvwstateText() {
        return read(gvwstateFile());
    }

    public Grastate grastate() {
        Raw raw = grastateText();
        String text = raw.text();
        String failure = raw.failure();
        if (failure != null) {
            return new Grastate.Damaged(failure);
        }
        return text == null ? new Grastate.Missing() : Grastate.parse(text);
    }

    public Gvwstate gvwstate() {
        Raw raw = gvwstateText();
        String text = raw.text();
        String failure = raw.failure();
        if (failure != null) {
            return new Gvwstate.Damaged(failure);
        }
        return text == null ? new Gvwstate.Missing() : Gvwstate.parse(text);
    }

    /**
     * What state transfers leave in the data folder of who receives them while they are not complete: {@code sst_in_progress}
     * and the scripts' files and folders (scripts/wsrep_sst_*.sh). Not {@code wsrep_sst.pid}, which a donor has as well.
     */
    public List<String> transferMarkers() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                dataFolder, "{sst_in_progress,wsrep_sst_*,.sst,rsync_sst.pid,rsync_sst_complete}")) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (IOException e) {
            return List.of();
        }
        names.sort(null);
        return names;
    }

    /** The newest log of a state transfer's program, in the data folder. */
    public Optional<Path> transferLog() {
        Optional<Path> newest = Optional.empty();
        long at = Long.MIN_VALUE;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(dataFolder, "{mariabackup,innobackup}.*.log")) {
            for (Path entry : entries) {
                long modified = Files.getLastModifiedTime(entry).toMillis();
                if (modified > at) {
                    at = modified;
                    newest = Optional.of(entry);
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return newest;
    }

    /** Whether there is a server's data at all: the system tablespace, or the folder of the system tables. */
    public boolean hasData() {
        return Files.exists(dataFolder.resolve("ibdata1")) || Files.isDirectory(dataFolder.resolve("mysql"));
    }

    private static Raw read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                return new Raw(null, "it has more than " + LARGEST + " bytes");
            }
            return new Raw(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1), null);
        } catch (NoSuchFileException e) {
            return new Raw(null, null);
        } catch (IOException e) {
            return new Raw(null, "it cannot be read: " + e);
        }
    }
}

package dev.tutti.agent.act;

import dev.tutti.agent.act.Action.Way;
import dev.tutti.agent.act.Programs.Ran;
import dev.tutti.agent.host.FolderSize;
import dev.tutti.agent.host.Presence;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Saves the data folder of a dead server before something overwrites it. */
final class Saving {
    /** Before a copy everything must be counted; ten million files take about this long. */
    private static final Duration COUNTING = Duration.ofMinutes(2);

    private final Context context;
    private final Consumer<String> progress;

    Saving(Context context, Consumer<String> progress) {
        this.context = context;
        this.progress = progress;
    }

    Outcome save(Way way, String id) throws InterruptedException {
        switch (context.process().find()) {
            case Presence.Running running -> {
                return new Outcome.Refused(
                        "the server runs (process " + running.pid() + "): a copy would not be one of any moment");
            }
            case Presence.Unknown unknown -> {
                return new Outcome.Refused(unknown.why());
            }
            case Presence.NotRunning() -> {
                // Nobody writes to it.
            }
        }
        Path data = context.config().server().dataFolder();
        Path folder = context.config().saving().folder();
        Path target = folder.resolve(data.getFileName() + "-" + id.replace(':', '-'));
        if (folder.startsWith(data)) {
            return new Outcome.Refused("save.folder " + folder + " is inside the data folder itself");
        }
        if (Files.exists(target)) {
            return new Outcome.Refused(target + " exists already and is left as it is");
        }
        try {
            boolean made = Files.notExists(folder);
            Files.createDirectories(folder);
            if (made) {
                Disk.likeThe(data, folder);
            }
            return way == Way.RENAME ? rename(data, target) : copy(way, data, target);
        } catch (IOException e) {
            return new Outcome.Failed("the data folder was not saved and is as it was: " + e);
        }
    }

    private Outcome rename(Path data, Path target) throws IOException {
        FolderSize size = FolderSize.of(data, COUNTING);
        Path empty = data.resolveSibling(data.getFileName() + ".tutti-empty");
        Files.createDirectories(empty);
        Disk.likeThe(data, empty);
        try {
            Files.move(data, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(empty);
            return new Outcome.Refused("it cannot be renamed to " + target + ", which must be on the same file system: " + e);
        }
        Files.move(empty, data, StandardCopyOption.ATOMIC_MOVE);
        Disk.syncFolder(data);
        Disk.syncFolder(target);
        return saved("renamed; the data folder is empty now", Way.RENAME, target, size);
    }

    private Outcome copy(Way way, Path data, Path target) throws IOException, InterruptedException {
        progress.accept("counts what there is");
        FolderSize size = FolderSize.of(data, COUNTING);
        if (!size.whole()) {
            return new Outcome.Refused("how much there is could not be counted within " + COUNTING.toSeconds() + " s: rename it");
        }
        if (way != Way.COPY && reflinks(data, target)) {
            return run(Way.REFLINK, data, target, size);
        }
        if (way == Way.REFLINK) {
            return new Outcome.Refused("the file system of " + target.getParent() + " makes no reflinks of what is in " + data);
        }
        long free = Files.getFileStore(context.config().saving().folder()).getUsableSpace();
        long reserve = context.config().saving().reserve();
        return free - reserve < size.bytes()
                ? new Outcome.Refused("a copy does not fit: it has " + size.bytes() + " bytes, of " + free + " free ones "
                        + reserve + " are to stay free (save.reserve). Renaming needs no room, but leaves an empty data folder")
                : run(Way.COPY, data, target, size);
    }

    private boolean reflinks(Path data, Path target) throws IOException, InterruptedException {
        Path probe = data.resolve("tutti-reflink-probe");
        Path other = target.resolveSibling(target.getFileName() + ".probe");
        try {
            Files.write(probe, new byte[4096]);
            return cp("always", Duration.ofSeconds(10), probe, other) instanceof Ran.Ended(int code, var _) && code == 0;
        } finally {
            Files.deleteIfExists(probe);
            Files.deleteIfExists(other);
        }
    }

    private Ran cp(String reflink, Duration limit, Path from, Path to) throws InterruptedException {
        return Programs.run(
                List.of("cp", "--archive", "--reflink=" + reflink, "--no-target-directory", "--", from.toString(), to.toString()),
                limit, context.output("save.out"));
    }

    private Outcome run(Way way, Path data, Path target, FolderSize size) throws IOException, InterruptedException {
        progress.accept((way == Way.COPY ? "copies " : "reflinks ") + size.bytes() + " bytes to " + target);
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        delete(partial);
        Duration limit = context.config().deadlines().save();
        boolean whole = false;
        try {
            Ran ran = cp(way == Way.COPY ? "never" : "always", limit, data, partial);
            if (!(ran instanceof Ran.Ended(int code, var _) && code == 0)) {
                return switch (ran) {
                    case Ran.Ended(int code, var output) -> new Outcome.Failed("cp ended with code " + code, code, output);
                    case Ran.NeverEnded(var _, var output) -> new Outcome.Failed("cp had not ended after " + limit.toSeconds()
                            + " s (deadlines.save) and was killed", -1, output);
                    case Ran.NotStarted(String why) -> new Outcome.Failed("cp could not be run: " + why);
                };
            }
            FolderSize copied = FolderSize.of(partial, COUNTING);
            if (copied.bytes() != size.bytes() || copied.files() != size.files()) {
                return new Outcome.Failed("the copy has " + copied.files() + " files with " + copied.bytes()
                        + " bytes, the original " + size.files() + " with " + size.bytes() + ": the copy was deleted");
            }
            Programs.run(List.of("sync", "--file-system", partial.toString()), limit, context.output("save.out"));
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            Disk.syncFolder(target);
            whole = true;
            return saved(way == Way.COPY ? "copied" : "copied by reflinks", way, target, size);
        } finally {
            if (!whole) {
                delete(partial);
            }
        }
    }

    private static Outcome saved(String how, Way way, Path target, FolderSize size) {
        return new Outcome.Done(how, Map.of(
                "folder", target.toString(), "bytes", size.bytes(), "files", size.files(),
                "way", way.name().toLowerCase(Locale.ROOT)));
    }

    /** Only ever of what this class has made itself. */
    private static void delete(Path partial) throws IOException {
        if (Files.notExists(partial)) {
            return;
        }
        Files.walkFileTree(partial, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

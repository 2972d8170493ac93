package dev.tutti.lab.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Unpacks the wanted part of a zip or jar file. Stateless. */
final class Archive {
    private Archive() {}

    /**
     * Unpacks the files below a folder of the archive.
     *
     * @param prefix the folder inside the archive, empty or with a slash at its end, left out of the unpacked names
     * @param wanted decides by name without the prefix
     */
    static void unpack(Path archive, String prefix, Predicate<String> wanted, Path into) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            zip.stream()
                    .filter(e -> !e.isDirectory() && e.getName().startsWith(prefix))
                    .filter(e -> wanted.test(e.getName().substring(prefix.length())))
                    .forEach(e -> unpack(zip, e, into, e.getName().substring(prefix.length())));
        } catch (UncheckedIOException e) {
            throw new IOException("cannot unpack " + archive, e);
        }
    }

    private static void unpack(ZipFile zip, ZipEntry entry, Path into, String name) {
        Path target = into.resolve(name).normalize();
        Path folder = target.getParent();
        if (!target.startsWith(into) || folder == null) {
            throw new IllegalArgumentException("the archive names a file outside of itself: " + name);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            Files.createDirectories(folder);
            Files.copy(in, target);
            boolean program = name.startsWith("bin/") || name.startsWith("scripts/");
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

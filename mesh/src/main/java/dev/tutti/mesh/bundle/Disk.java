package dev.tutti.mesh.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/** Writes files whole, with the right rights from the first moment, and only when something changes. Stateless. */
final class Disk {
    private Disk() {}

    /** Whether the file was not so before. */
    static boolean write(Path file, String text, String mode) throws IOException {
        return write(file, text.getBytes(StandardCharsets.UTF_8), mode);
    }

    static boolean write(Path file, byte[] content, String mode) throws IOException {
        Set<PosixFilePermission> rights = PosixFilePermissions.fromString(mode);
        if (Files.isRegularFile(file)
                && Files.getPosixFilePermissions(file).equals(rights)
                && Arrays.equals(Files.readAllBytes(file), content)) {
            return false;
        }
        Path next = file.resolveSibling("." + file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(next, content, StandardOpenOption.WRITE);
        Files.setPosixFilePermissions(next, rights);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /** Makes folders that nobody else may look into. */
    static void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}

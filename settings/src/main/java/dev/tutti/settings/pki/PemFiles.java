package dev.tutti.settings.pki;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Writes PEM (RFC 7468). Stateless; files are replaced whole. */
final class PemFiles {
    private PemFiles() {}

    static String text(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + label + "-----\n";
    }

    static void certificate(Path file, byte[] encoded) throws IOException {
        replace(file, text("CERTIFICATE", encoded));
    }

    /** Never readable by anybody else, not for a moment. */
    static void key(Path file, PrivateKey key) throws IOException {
        write(file, text("PRIVATE KEY", key.getEncoded()), "rw-------");
    }

    static void replace(Path file, String text) throws IOException {
        write(file, text, "rw-r--r--");
    }

    private static void write(Path file, String text, String rights) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights)));
        Files.write(next, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The names and IP addresses in a certificate. */
    static List<String> addresses(X509Certificate certificate) throws IOException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            List<String> found = new ArrayList<>();
            for (List<?> name : Objects.requireNonNullElse(names, List.<List<?>>of())) {
                found.add(String.valueOf(name.get(1)));
            }
            return found;
        } catch (CertificateParsingException e) {
            throw new IOException("The certificate cannot be read: " + e.getMessage(), e);
        }
    }
}

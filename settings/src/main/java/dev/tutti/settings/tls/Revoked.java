package dev.tutti.settings.tls;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;

/**
 * Which certificates are not believed any more, read again whenever the file changes: a revocation needs no restart. A list that
 * cannot be read, or that somebody else signed, revokes all. Thread-safe.
 */
public final class Revoked {
    private final @Nullable Path file;
    private final X509Certificate authority;
    private @Nullable FileTime readAt;
    private @Nullable X509CRL list;

    /** @param file null when there is none, so that nothing is revoked */
    public Revoked(@Nullable Path file, X509Certificate authority) {
        this.file = file;
        this.authority = authority;
    }

    /** Why this certificate is not believed; null if it is. */
    public synchronized @Nullable String objection(X509Certificate certificate) {
        Path at = file;
        if (at == null) {
            return null;
        }
        try {
            FileTime modified = Files.getLastModifiedTime(at);
            X509CRL current = list;
            if (current == null || !modified.equals(readAt)) {
                current = Pem.revocations(at);
                current.verify(authority.getPublicKey());
                list = current;
                readAt = modified;
            }
            return current.isRevoked(certificate)
                    ? "the certificate " + Names.of(certificate) + " was revoked"
                    : null;
        } catch (IOException | GeneralSecurityException e) {
            list = null;
            return "the list of revoked certificates " + at + " cannot be used: " + e.getMessage();
        }
    }
}

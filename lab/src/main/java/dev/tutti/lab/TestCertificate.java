package dev.tutti.lab;

import dev.tutti.lab.install.Folders;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for 127.0.0.1 that nobody vouches for, made by the JDK's keytool, since Java itself has no public way: as PEM files
 * for database servers, as a context for ours.
 *
 * @param certificate the PEM file of the certificate
 * @param key the PEM file of its private key, not encrypted
 * @param context a server's, with both
 */
public record TestCertificate(Path certificate, Path key, SSLContext context) {
    private static final String PASSWORD = "changeit";

    private static final class Shared {
        static final SSLContext CONTEXT = make();
    }

    /** For whoever needs no files: one for all tests of this process. */
    public static SSLContext sharedContext() {
        return Shared.CONTEXT;
    }

    private static SSLContext make() {
        try {
            Path folder = Files.createTempDirectory("tutti-lab-tls");
            try {
                return in(folder).context();
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw new LabException("No certificate can be made: " + e.getMessage(), e);
        }
    }

    /**
     * Makes a certificate with its files in this folder.
     *
     * @throws LabException if it cannot be made
     */
    public static TestCertificate in(Path folder) {
        Path store = folder.resolve("server.p12");
        try {
            runKeytool(store);
            return load(store, folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted while a certificate was made.", e);
        } catch (IOException | GeneralSecurityException e) {
            throw new LabException("No certificate can be made in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void runKeytool(Path store) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair", "-alias", "server", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=127.0.0.1",
                        "-ext", "san=ip:127.0.0.1", "-validity", "30", "-storetype", "PKCS12", "-keystore", store.toString(),
                        "-storepass", PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroy();
            throw new IOException("keytool made none");
        }
    }

    private static TestCertificate load(Path store, Path folder) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Certificate certificate = keys.getCertificate("server");
        Key key = keys.getKey("server", PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new TestCertificate(
                write(folder.resolve("server.pem"), "CERTIFICATE", certificate.getEncoded()),
                write(folder.resolve("server.key"), "PRIVATE KEY", key.getEncoded()),
                context);
    }

    private static Path write(Path file, String kind, byte[] bytes) throws IOException {
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes)
                + "\n-----END " + kind + "-----\n");
    }
}

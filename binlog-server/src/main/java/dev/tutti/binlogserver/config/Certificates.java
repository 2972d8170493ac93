package dev.tutti.binlogserver.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server's certificate and key from PEM files. Stateless. */
final class Certificates {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----", Pattern.DOTALL);

    private Certificates() {}

    /**
     * Reads both.
     *
     * @throws IllegalArgumentException with what is wrong; never with what stands in the key's file
     */
    static SSLContext context(Path certificate, Path key) {
        try (InputStream in = Files.newInputStream(certificate)) {
            Collection<? extends Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException(certificate + " holds no certificate");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key(key), new char[0], chain.toArray(new Certificate[0]));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new IllegalArgumentException("the certificate " + certificate + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificate " + certificate + " and the key " + key
                    + " cannot be used together: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file) throws GeneralSecurityException {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the key " + file + " cannot be read", e);
        }
        Matcher matcher = KEY.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("the key " + file + " holds no \"BEGIN PRIVATE KEY\": convert it with openssl pkcs8"
                    + " -topk8 -nocrypt");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // It is of another kind.
            }
        }
        throw new IllegalArgumentException("the key " + file + " is neither RSA nor EC nor Ed25519");
    }
}

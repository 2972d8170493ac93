package dev.tutti.settings.tls;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who this side of a connection is, and whom it believes: certificates of one authority that are not revoked, and nobody else.
 * Immutable.
 */
public final class Identity {
    private final SSLContext context;
    private final Revoked revoked;

    private Identity(SSLContext context, Revoked revoked) {
        this.context = context;
        this.revoked = revoked;
    }

    /**
     * Reads all files.
     *
     * @param revoked null without a list
     * @throws IOException with the file that is wrong
     */
    public static Identity of(Path certificate, Path key, Path authority, @Nullable Path revoked) throws IOException {
        X509Certificate signer = Pem.certificate(authority);
        Revoked list = new Revoked(revoked, signer);
        try {
            KeyStore own = empty();
            own.setKeyEntry("own", Pem.key(key), new char[0], new Certificate[] {Pem.certificate(certificate)});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            KeyStore believed = empty();
            believed.setCertificateEntry("authority", signer);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(believed);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys.getKeyManagers(),
                    new TrustManager[] {new Believing((X509ExtendedTrustManager) trust.getTrustManagers()[0], list)},
                    null);
            return new Identity(context, list);
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate " + certificate + " and the key " + key + " cannot be used together: "
                    + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    public SSLContext context() {
        return context;
    }

    /** For connections that were made before a revocation, and for resumed ones, which show no certificate anew. */
    public Revoked revoked() {
        return revoked;
    }

    /** The JDK's own verification, and the list of revoked certificates. */
    private static final class Believing extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager jdk;
        private final Revoked revoked;

        Believing(X509ExtendedTrustManager jdk, Revoked revoked) {
            this.jdk = jdk;
            this.revoked = revoked;
        }

        private void refuseRevoked(X509Certificate[] chain) throws CertificateException {
            String objection = revoked.objection(chain[0]);
            if (objection != null) {
                throw new CertificateException(objection);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
            jdk.checkClientTrusted(chain, type, socket);
            refuseRevoked(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
            jdk.checkServerTrusted(chain, type, socket);
            refuseRevoked(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
            jdk.checkClientTrusted(chain, type, engine);
            refuseRevoked(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
            jdk.checkServerTrusted(chain, type, engine);
            refuseRevoked(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            jdk.checkClientTrusted(chain, type);
            refuseRevoked(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            jdk.checkServerTrusted(chain, type);
            refuseRevoked(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return jdk.getAcceptedIssuers();
        }
    }
}

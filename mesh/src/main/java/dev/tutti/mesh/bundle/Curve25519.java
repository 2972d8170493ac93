package dev.tutti.mesh.bundle;

import dev.tutti.core.model.Secret;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Base64;
import javax.crypto.KeyAgreement;

/** WireGuard's keys: X25519 (RFC 7748) in base64. Stateless. */
final class Curve25519 {
    private static final int BYTES = 32;
    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private Curve25519() {}

    static Secret privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("X25519");
            XECPrivateKey key = (XECPrivateKey) generator.generateKeyPair().getPrivate();
            return Secret.of(Base64.getEncoder().encodeToString(key.getScalar().orElseThrow()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no X25519 keys", e);
        }
    }

    /**
     * The public key of a private one.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String publicKey(Secret privateKey) {
        try {
            byte[] scalar = Base64.getDecoder().decode(privateKey.reveal().strip());
            if (scalar.length != BYTES) {
                throw new IllegalArgumentException("a key of WireGuard has 32 bytes in base64");
            }
            KeyFactory factory = KeyFactory.getInstance("X25519");
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
            // A public key is the private one times the base point, which is what agreeing with the base point gives.
            agreement.doPhase(factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT)), true);
            return Base64.getEncoder().encodeToString(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it is no key of WireGuard", e);
        }
    }
}

package dev.tutti.wire.handshake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;

/**
 * The RSA key that clients encrypt their password with when {@code caching_sha2_password} needs it and there is no TLS. Protects
 * against listeners, not against an impostor. Made when the first client asks, since that takes a tenth of a second; one for the
 * process, gone with it. Thread-safe.
 */
public final class ServerKey {
    /** What servers make by themselves. */
    private static final int BITS = 2048;

    private final KeyPair pair;
    private final String pem;

    private static final class Holder {
        static final ServerKey KEY = new ServerKey();
    }

    private ServerKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no RSA", e);
        }
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPublic().getEncoded());
        pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }

    /** This process's key. */
    public static ServerKey get() {
        return Holder.KEY;
    }

    /** The public half, as clients expect it. */
    public byte[] pem() {
        return pem.getBytes(StandardCharsets.US_ASCII);
    }

    /** The password with its NUL that was encrypted for this key and this scramble; empty if it was not. */
    public Optional<byte[]> decrypt(byte[] encrypted, byte[] scramble) {
        // Before anybody has logged in: what cannot have been encrypted for this key costs no millisecond of arithmetic.
        if (encrypted.length != BITS / 8) {
            return Optional.empty();
        }
        try {
            Cipher cipher = Cipher.getInstance(CachingSha2Password.CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
            return Optional.of(Digests.xor(cipher.doFinal(encrypted), scramble));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}

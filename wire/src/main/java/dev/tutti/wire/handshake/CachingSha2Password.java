package dev.tutti.wire.handshake;

import dev.tutti.wire.packet.MalformedPacketException;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;

/**
 * {@code caching_sha2_password}: a proof as with the native plugin while the server has the password in its cache, and the
 * password itself, over TLS or encrypted with the server's RSA key, when it does not. Source: MySQL internals, "Caching_sha2_password
 * information".
 */
public final class CachingSha2Password {
    public static final String NAME = "caching_sha2_password";
    /** Server: the proof was right, OK follows. */
    public static final int FAST_SUCCESS = 3;
    /** Server: send the password itself. */
    public static final int FULL_AUTHENTICATION = 4;
    /** Client: send me your public key. */
    public static final int REQUEST_KEY = 2;
    /** How a password is encrypted with the server's key. */
    static final String CIPHER = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";

    private CachingSha2Password() {}

    public static byte[] proof(String password, byte[] scramble) {
        if (password.isEmpty()) {
            return new byte[0];
        }
        byte[] once = Digests.digest("SHA-256", password.getBytes(StandardCharsets.UTF_8));
        return Digests.xor(once, Digests.digest("SHA-256", Digests.digest("SHA-256", once), scramble));
    }

    /** What a server keeps instead of the password: SHA256(SHA256(password)); empty for an empty password. */
    public static byte[] stored(String password) {
        return password.isEmpty() ? new byte[0] : stored(password.getBytes(StandardCharsets.UTF_8));
    }

    /** The same of a password in UTF-8, without the NUL that it travels with. */
    public static byte[] stored(byte[] password) {
        return Digests.digest("SHA-256", Digests.digest("SHA-256", password));
    }

    /** Whether {@code proof} was made from the password that {@code stored} stands for; neither is empty. */
    public static boolean accepts(byte[] proof, byte[] scramble, byte[] stored) {
        if (proof.length != stored.length) {
            return false;
        }
        byte[] once = Digests.xor(proof, Digests.digest("SHA-256", stored, scramble));
        return MessageDigest.isEqual(Digests.digest("SHA-256", once), stored);
    }

    /** The password as it travels inside TLS. */
    static byte[] clear(String password) {
        return (password + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** The password as it travels without TLS. */
    static byte[] encrypted(String password, byte[] scramble, String pem) throws MalformedPacketException {
        try {
            String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            PublicKey key = KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(Digests.xor(clear(password), scramble));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            MalformedPacketException malformed =
                    new MalformedPacketException("its RSA public key cannot be used (" + e.getMessage() + ")");
            malformed.initCause(e);
            throw malformed;
        }
    }
}

package dev.tutti.wire.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * {@code mysql_native_password}: the client proves that it knows SHA1(password) to a server that stores
 * SHA1(SHA1(password)). Source: MySQL internals, "Native Authentication".
 */
public final class NativePassword {
    public static final String NAME = "mysql_native_password";

    private NativePassword() {}

    /** What a client sends; empty for an empty password. */
    public static byte[] proof(String password, byte[] scramble) {
        if (password.isEmpty()) {
            return new byte[0];
        }
        byte[] once = Digests.digest("SHA-1", password.getBytes(StandardCharsets.UTF_8));
        return Digests.xor(once, Digests.digest("SHA-1", scramble, Digests.digest("SHA-1", once)));
    }

    /** What a server keeps instead of the password; empty for an empty password. */
    public static byte[] stored(String password) {
        return password.isEmpty() ? new byte[0] : stored(password.getBytes(StandardCharsets.UTF_8));
    }

    /** The same of a password in UTF-8. */
    public static byte[] stored(byte[] password) {
        return Digests.digest("SHA-1", Digests.digest("SHA-1", password));
    }

    /** Whether {@code proof} was made from the password that {@code stored} stands for. */
    public static boolean accepts(byte[] proof, byte[] scramble, byte[] stored) {
        if (stored.length == 0 || proof.length == 0) {
            return stored.length == proof.length;
        }
        if (proof.length != stored.length) {
            return false;
        }
        byte[] once = Digests.xor(proof, Digests.digest("SHA-1", scramble, stored));
        return MessageDigest.isEqual(Digests.digest("SHA-1", once), stored);
    }
}

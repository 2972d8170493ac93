package dev.tutti.control.galera;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names for values: the same value has the same name, another one another. Stateless. */
public final class Ids {
    private static final int BYTES = 4;

    private Ids() {}

    /** Eight hexadecimal digits of the value's text. */
    public static String of(Object value) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

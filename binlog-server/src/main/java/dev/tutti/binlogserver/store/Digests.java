package dev.tutti.binlogserver.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checksums of what passes by. Stateless. */
final class Digests {
    private static final int PIECE = 1 << 20;

    /**
     * What passed by.
     *
     * @param bytes how many
     * @param sha256 in hexadecimal digits
     */
    record Sum(long bytes, String sha256) {}

    private Digests() {}

    /** Copies what comes, up to the first piece beyond {@code most} bytes: whoever gets more has been given something else. */
    static Sum of(InputStream in, OutputStream out, long most) throws IOException {
        MessageDigest digest = sha256();
        byte[] piece = new byte[PIECE];
        long total = 0;
        while (total <= most) {
            int count = in.read(piece);
            if (count < 0) {
                break;
            }
            digest.update(piece, 0, count);
            out.write(piece, 0, count);
            total += count;
        }
        return new Sum(total, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}

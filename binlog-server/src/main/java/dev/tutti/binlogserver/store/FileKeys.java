package dev.tutti.binlogserver.store;

import dev.tutti.core.model.Secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The keys of a store's files: each from the master key and a random salt of its own, by HKDF with SHA-256 (RFC 5869). The salts
 * stand beside the files, one small file each; a file without one is not encrypted. Thread-safe.
 */
final class FileKeys {
    private static final int LENGTH = 32;
    private static final String CHECK = "tutti-key";

    private final Path folder;
    private final byte[] master;
    private final SecureRandom random = new SecureRandom();

    private FileKeys(Path folder, byte[] master) {
        this.folder = folder;
        this.master = master;
    }

    /** Whether files of this store may be encrypted. */
    static boolean isNeededIn(Path store) {
        return Files.exists(store.resolve(CHECK));
    }

    /**
     * The keys of a store. The first time that is, it is noted which master key it was.
     *
     * @throws StoreException if it is another one now
     */
    static FileKeys in(Path store, Secret masterKey) throws IOException {
        FileKeys keys = new FileKeys(store, decode(masterKey.reveal()));
        Path check = store.resolve(CHECK);
        if (!Files.exists(check)) {
            byte[] salt = keys.newSalt();
            Durable.replace(check, HexFormat.of().formatHex(salt) + " " + keys.check(salt) + "\n");
            return keys;
        }
        String[] parts = Files.readString(check).strip().split(" ");
        boolean whole = parts.length == 2 && parts[0].length() == 2 * LENGTH;
        if (!whole || !MessageDigest.isEqual(
                parts[1].getBytes(StandardCharsets.UTF_8),
                keys.check(HexFormat.of().parseHex(parts[0])).getBytes(StandardCharsets.UTF_8))) {
            throw new StoreException("The files in " + store + " were encrypted with another key than the one in"
                    + " encryption.key_file; name the file that holds theirs.");
        }
        return keys;
    }

    /**
     * The 32 bytes of a master key.
     *
     * @param text 64 hexadecimal digits, or base64
     * @throws IllegalArgumentException if it is neither; the message does not repeat it
     */
    static byte[] decode(String text) {
        String stripped = text.strip();
        try {
            byte[] key = stripped.length() == 2 * LENGTH
                    ? HexFormat.of().parseHex(stripped)
                    : Base64.getDecoder().decode(stripped);
            if (key.length == LENGTH) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Its message would show what stands in the file.
        }
        throw new IllegalArgumentException("a key has 32 bytes, in 64 hexadecimal digits or in base64: make one with"
                + " openssl rand -hex 32");
    }

    private byte[] newSalt() {
        byte[] salt = new byte[LENGTH];
        random.nextBytes(salt);
        return salt;
    }

    private String check(byte[] salt) {
        return HexFormat.of().formatHex(derive(salt, "check").getEncoded());
    }

    private SecretKey derive(byte[] salt, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256").deriveKey("AES", HKDFParameterSpec.ofExtract()
                    .addIKM(master)
                    .addSalt(salt)
                    .thenExpand(("tutti binlog-server " + purpose).getBytes(StandardCharsets.UTF_8), LENGTH));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HKDF-SHA256", e);
        }
    }

    /** Where a log file's salt stands. */
    static Path saltOf(Path store, String name) {
        return store.resolve("keys").resolve(name + ".salt");
    }

    /** Makes a salt for a file that is begun; it is durable when this returns. */
    void create(String name) throws IOException {
        Path file = saltOf(folder, name);
        Files.createDirectories(folder.resolve("keys"));
        Durable.replace(file, HexFormat.of().formatHex(newSalt()) + "\n");
    }

    /**
     * The key of one file.
     *
     * @param form which of the forms of the log file: they hold different bytes at the same places and need different keys
     */
    SecretKey of(String name, String form) throws IOException {
        Path file = saltOf(folder, name);
        String text = Files.readString(file).strip();
        if (text.length() != 2 * LENGTH) {
            throw new StoreException("The salt of the log file " + name + " in " + file
                    + " is damaged, and without it the file cannot be read. Put both back from a copy, or fetch them again.");
        }
        return derive(HexFormat.of().parseHex(text), form);
    }
}

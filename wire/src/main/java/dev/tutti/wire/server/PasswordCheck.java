package dev.tutti.wire.server;

import dev.tutti.wire.handshake.CachingSha2Password;
import dev.tutti.wire.handshake.NativePassword;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Judges proofs of one server's logins. A user who does not exist is given a decoy of the same shape as accounts that do, stays
 * the same while the server runs and costs the same work, so that neither questions nor times nor messages tell who exists.
 * Thread-safe.
 */
final class PasswordCheck {
    private static final int NATIVE_LENGTH = 20;
    private static final int SHA2_LENGTH = 32;

    private enum Shape {
        BOTH,
        NATIVE_ONLY,
        SHA2_ONLY
    }

    private final byte[] secret = new byte[32];
    private final boolean emptyPasswords;
    private final Set<Shape> seen = ConcurrentHashMap.newKeySet();
    /** What full authentication has taught: SHA256(SHA256(password)) by the native verifier that the password has passed. */
    private final Map<String, byte[]> learned = new ConcurrentHashMap<>();

    PasswordCheck(boolean emptyPasswords) {
        this.emptyPasswords = emptyPasswords;
        new SecureRandom().nextBytes(secret);
    }

    /** Whom a login is judged as: an account, or a decoy that no password fits. */
    record Candidate(Account account, boolean real) {}

    Candidate candidate(String user, Optional<Account> found) {
        Account decoy = decoy(user);
        Optional<Account> real = found.filter(this::mayLogIn);
        real.ifPresent(account -> seen.add(shape(account)));
        return new Candidate(real.orElse(decoy), real.isPresent());
    }

    private boolean mayLogIn(Account account) {
        return emptyPasswords || !(isEmpty(account.nativeVerifier()) || isEmpty(account.sha2Verifier()));
    }

    private static boolean isEmpty(byte @Nullable [] verifier) {
        return verifier != null && verifier.length == 0;
    }

    private static Shape shape(Account account) {
        if (account.nativeVerifier() == null) {
            return Shape.SHA2_ONLY;
        }
        return account.sha2Verifier() == null ? Shape.NATIVE_ONLY : Shape.BOTH;
    }

    private Account decoy(String user) {
        byte[] digest = digest(user);
        Shape[] shapes = seen.isEmpty() ? new Shape[] {Shape.BOTH} : seen.toArray(new Shape[0]);
        Arrays.sort(shapes);
        Shape shape = shapes[(digest[0] & 0xff) % shapes.length];
        return new Account(
                user,
                Set.of(),
                shape == Shape.SHA2_ONLY ? null : Arrays.copyOf(digest, NATIVE_LENGTH),
                shape == Shape.NATIVE_ONLY ? null : Arrays.copyOf(digest, SHA2_LENGTH),
                false);
    }

    private byte[] digest(String user) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret);
            return digest.digest(user.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** A login without a password. */
    boolean acceptsEmpty(Candidate candidate) {
        Account account = candidate.account();
        return candidate.real() && (isEmpty(account.nativeVerifier()) || isEmpty(account.sha2Verifier()));
    }

    boolean acceptsNative(Candidate candidate, byte[] proof, byte[] scramble) {
        byte[] verifier = candidate.account().nativeVerifier();
        // The proof first, so that a decoy costs what an account does; here and below.
        return verifier != null
                && verifier.length > 0
                && NativePassword.accepts(proof, scramble, verifier)
                && candidate.real();
    }

    /** The fast way of {@code caching_sha2_password}; false may also mean that the verifier is not known yet. */
    boolean acceptsSha2(Candidate candidate, byte[] proof, byte[] scramble) {
        byte[] verifier = candidate.account().sha2Verifier();
        if (verifier == null) {
            verifier = learned.get(key(candidate.account()));
        }
        boolean known = verifier != null && verifier.length > 0;
        boolean fits = CachingSha2Password.accepts(proof, scramble, known ? or(verifier) : secret);
        return fits && known && candidate.real();
    }

    /** The full way: the password itself, without its NUL. */
    boolean acceptsPassword(Candidate candidate, byte[] password) {
        Account account = candidate.account();
        byte[] sha2 = CachingSha2Password.stored(password);
        boolean fitsNative = MessageDigest.isEqual(NativePassword.stored(password), or(account.nativeVerifier()));
        boolean fitsSha2 = MessageDigest.isEqual(sha2, or(account.sha2Verifier()));
        boolean accepted = (fitsNative || fitsSha2) && candidate.real();
        if (accepted && account.sha2Verifier() == null) {
            learned.put(key(account), sha2);
        }
        return accepted;
    }

    private static byte[] or(byte @Nullable [] verifier) {
        return verifier == null ? new byte[0] : verifier;
    }

    private static String key(Account account) {
        return HexFormat.of().formatHex(or(account.nativeVerifier()));
    }
}

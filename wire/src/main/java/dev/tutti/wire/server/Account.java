package dev.tutti.wire.server;

import dev.tutti.core.model.Secret;
import dev.tutti.wire.handshake.CachingSha2Password;
import dev.tutti.wire.handshake.NativePassword;
import org.jspecify.annotations.Nullable;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may log in, and what the password is verified by; never the password itself. Prints without either.
 *
 * @param user the name
 * @param roles what the handler grants rights by; nothing to this package
 * @param nativeVerifier SHA1(SHA1(password)), as {@code mysql.user} holds it; empty for an empty password, null if not known
 * @param sha2Verifier SHA256(SHA256(password)), as servers keep it in their cache; empty for an empty password, null if not
 *     known. One of the two must be there
 * @param requireTls whether this account is refused without TLS
 */
@SuppressWarnings("ArrayRecordComponent") // verifiers are compared in constant time by those who know how
public record Account(
        String user, Set<String> roles, byte @Nullable [] nativeVerifier, byte @Nullable [] sha2Verifier, boolean requireTls) {
    private static final Pattern NATIVE_HASH = Pattern.compile("\\*[0-9A-Fa-f]{40}");
    private static final Pattern SHA2_HASH = Pattern.compile("[0-9A-Fa-f]{64}");

    public Account {
        roles = Set.copyOf(roles);
        if (nativeVerifier == null && sha2Verifier == null) {
            throw new IllegalArgumentException("account '" + user + "' has nothing that a password can be verified by");
        }
    }

    public static Account of(String user, Secret password, Set<String> roles) {
        return new Account(
                user,
                roles,
                NativePassword.stored(password.reveal()),
                CachingSha2Password.stored(password.reveal()),
                false);
    }

    /**
     * From what a server stores.
     *
     * @param nativeHash {@code *} and 40 hexadecimal digits, as {@code SELECT PASSWORD('…')} and {@code SHOW GRANTS} write it
     * @throws IllegalArgumentException if it is not of that form
     */
    public static Account ofNativeHash(String user, String nativeHash, Set<String> roles) {
        if (!NATIVE_HASH.matcher(nativeHash).matches()) {
            throw new IllegalArgumentException("the stored password of account '" + user
                    + "' is not of the form that servers write: a star and 40 hexadecimal digits");
        }
        return new Account(user, roles, hex(nativeHash.substring(1)), null, false);
    }

    /**
     * From the digest that the fast way of {@code caching_sha2_password} verifies by.
     *
     * @param sha2Hash SHA256(SHA256(password)) in 64 hexadecimal digits
     * @throws IllegalArgumentException if it is not of that form
     */
    public static Account ofSha2Hash(String user, String sha2Hash, Set<String> roles) {
        if (!SHA2_HASH.matcher(sha2Hash).matches()) {
            throw new IllegalArgumentException("the stored password of account '" + user
                    + "' is not SHA256(SHA256(password)) in 64 hexadecimal digits");
        }
        return new Account(user, roles, null, hex(sha2Hash), false);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.toLowerCase(Locale.ROOT));
    }

    public Account withTlsRequired() {
        return new Account(user, roles, nativeVerifier, sha2Verifier, true);
    }

    @Override
    public String toString() {
        return "Account[user=" + user + ", roles=" + roles + ", requireTls=" + requireTls + "]";
    }
}

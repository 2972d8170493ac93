package dev.tutti.control.api;

import dev.tutti.control.config.Config;
import dev.tutti.core.model.Secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Who may change things. Immutable. */
public final class Tokens {
    private static final int RANDOM_BYTES = 24;

    private final List<Config.Token> tokens;

    private Tokens(List<Config.Token> tokens) {
        this.tokens = List.copyOf(tokens);
    }

    /**
     * The configured tokens, or, when there are none, one that is made and kept in the state folder, readable by its owner
     * only.
     */
    public static Tokens of(Config config) throws IOException {
        if (!config.tokens().isEmpty()) {
            return new Tokens(config.tokens());
        }
        return new Tokens(List.of(new Config.Token("local", made(tokenFile(config)))));
    }

    /** Where the made token stands. */
    public static Path tokenFile(Config config) {
        return config.stateFolder().resolve("token");
    }

    private static Secret made(Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            String kept = Files.readString(file).strip();
            if (!kept.isEmpty()) {
                return Secret.of(kept);
            }
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, token + "\n", StandardOpenOption.WRITE);
        return Secret.of(token);
    }

    /** Whose token an Authorization header carries; compared in a time that tells nothing about the right one. */
    public Optional<String> holderOf(String authorization) {
        if (!authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.empty();
        }
        byte[] given = authorization.substring(7).strip().getBytes(StandardCharsets.UTF_8);
        Optional<String> holder = Optional.empty();
        for (Config.Token token : tokens) {
            if (MessageDigest.isEqual(token.value().reveal().getBytes(StandardCharsets.UTF_8), given)) {
                holder = Optional.of(token.name());
            }
        }
        return holder;
    }
}

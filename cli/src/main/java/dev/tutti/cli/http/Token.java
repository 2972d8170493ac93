package dev.tutti.cli.http;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The token that changes need, and where it came from. Never prints itself.
 *
 * <p>Looked for in this order, the first that is there counts: {@code --token-file}, the file that {@code
 * TUTTI_TOKEN_FILE} names, {@code TUTTI_TOKEN} itself, that of a demo of this user which runs at this very address (see
 * {@link LocalToken}), {@code ~/.config/tutti/token}, and {@code ~/.local/state/tutti/token}, which a control plane of the
 * same user writes. {@code XDG_CONFIG_HOME} and {@code
 * XDG_STATE_HOME} stand for {@code ~/.config} and {@code ~/.local/state}.
 */
public sealed interface Token {
    /** For a person: where it comes from, or where it was looked for. */
    String origin();

    /** There is one. */
    final class Present implements Token {
        private final String value;
        private final String origin;

        private Present(String value, String origin) {
            this.value = value;
            this.origin = origin;
        }

        String authorization() {
            return "Bearer " + value;
        }

        @Override
        public String origin() {
            return origin;
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /** There is none in any of the places. */
    record Absent(String origin) implements Token {}

    /** What was named as a token, or stands where one belongs, cannot be one; {@code sentence} says why. */
    record Unusable(String sentence) implements Token {
        @Override
        public String origin() {
            return sentence;
        }
    }

    /** Looks for the one that the control plane at {@code api} takes. */
    static Token find(@Nullable Path tokenFile, URI api, Map<String, String> environment, Path home) {
        if (tokenFile != null) {
            return read(tokenFile);
        }
        String named = environment.getOrDefault("TUTTI_TOKEN_FILE", "");
        if (!named.isEmpty()) {
            return read(Path.of(named));
        }
        String value = environment.getOrDefault("TUTTI_TOKEN", "");
        if (!value.isEmpty()) {
            return of(value, "the environment variable TUTTI_TOKEN");
        }
        Optional<Path> ofDemo = LocalToken.of(api, environment, home);
        if (ofDemo.isPresent()) {
            return read(ofDemo.get());
        }
        List<Path> usual = List.of(
                directory(environment.get("XDG_CONFIG_HOME"), home.resolve(".config")).resolve("tutti/token"),
                stateFolder(environment, home).resolve("token"));
        for (Path path : usual) {
            if (Files.exists(path)) {
                return read(path);
            }
        }
        return new Absent("--token-file, TUTTI_TOKEN_FILE, TUTTI_TOKEN, " + usual.getFirst() + " and " + usual.getLast());
    }

    /** Where what is running keeps its state. */
    static Path stateFolder(Map<String, String> environment, Path home) {
        return directory(environment.get("XDG_STATE_HOME"), home.resolve(".local/state")).resolve("tutti");
    }

    private static Path directory(@Nullable String configured, Path otherwise) {
        return configured == null || configured.isEmpty() ? otherwise : Path.of(configured);
    }

    private static Token read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return new Unusable("The token file " + path + " is a directory.");
            }
            if (Files.size(path) > 8192) {
                return new Unusable("The token file " + path + " is too big to hold a token.");
            }
            return of(Files.readString(path, StandardCharsets.ISO_8859_1), "the file " + path);
        } catch (NoSuchFileException e) {
            return new Unusable("The token file " + path + " does not exist.");
        } catch (IOException e) {
            return new Unusable("The token file " + path + " cannot be read by this user.");
        }
    }

    private static Token of(String content, String origin) {
        String value = content.strip();
        if (value.isEmpty()) {
            return new Unusable(capital(origin) + " holds no token: it is empty.");
        }
        if (value.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            return new Unusable(capital(origin) + " holds no token: a token is one word of printable ASCII.");
        }
        return new Present(value, origin);
    }

    private static String capital(String origin) {
        return Character.toUpperCase(origin.charAt(0)) + origin.substring(1);
    }
}

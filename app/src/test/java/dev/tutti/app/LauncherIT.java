package dev.tutti.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The launcher in a clone of its own: real sources are one file, the build is a script that writes down that it ran and puts a
 * program where the build puts it, and the JDK is a script that prints how it was called.
 */
@SuppressWarnings("NullAway.Init") // JUnit fills it
class LauncherIT {
    private static final String SYSTEM_PATH = "/usr/bin:/bin";
    /** Root may write everywhere, as long as it has these capabilities. */
    private static final List<String> BOUND_BY_MODES = "root".equals(System.getProperty("user.name"))
            ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
            : List.of();

    @TempDir
    private Path folder;

    private Path clone;
    private Path tutti;
    private Path source;
    private Path jar;

    @BeforeEach
    void makeAClone() throws IOException {
        clone = Files.createDirectories(folder.toRealPath().resolve("a clone"));
        tutti = Files.copy(Path.of(System.getProperty("tutti.root", ".."), "tutti"), clone.resolve("tutti"),
                StandardCopyOption.COPY_ATTRIBUTES);
        source = clone.resolve("core/src/main/java/Main.java");
        jar = clone.resolve("app/target/dist/tutti.jar");
        Files.createDirectories(source.getParent());
        Files.writeString(source, "class Main {}");
        Files.writeString(clone.resolve("pom.xml"), "<project/>");
        Files.writeString(clone.resolve("core/pom.xml"), "<project/>");
        script(clone.resolve("mvnw"),
                """
                echo "$JAVA_HOME" >>"%1$s/builds"
                [ ! -f "%1$s/broken" ] || { echo "[ERROR] %1$s/core/src/main/java/Main.java:[1,1] not today"; exit 1; }
                mkdir -p "%1$s/app/target/dist"
                sleep 0.3
                echo built >"%1$s/app/target/dist/tutti.jar"
                """.formatted(clone));
    }

    private static void script(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A JDK that says its version in its release file and prints its arguments instead of running anything. */
    private Path jdk(String name, String version) throws IOException {
        Path home = folder.toRealPath().resolve(name);
        script(home.resolve("bin/java"), "echo \"" + name + ": $*\"\necho x >>\"" + home + "/starts\"\n");
        script(home.resolve("bin/javac"), "exit 0\n");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private Captured run(Path from, Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", SYSTEM_PATH);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Captured(process.waitFor(), out, Files.readString(err));
    }

    private Captured tutti(Path jdk, String... arguments) throws IOException, InterruptedException {
        return tutti(List.of(), jdk, arguments);
    }

    private Captured tutti(List<String> by, Path jdk, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(by);
        command.add(tutti.toString());
        command.addAll(List.of(arguments));
        return run(clone, Map.of("JAVA_HOME", jdk.toString()), command.toArray(String[]::new));
    }

    private List<String> builds() throws IOException {
        Path file = clone.resolve("builds");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void aFreshCloneIsBuiltOnceAndAgainWhenASourceChangesOrGoes() throws Exception {
        Path jdk = jdk("jdk-25", "25.0.3");
        Captured first = tutti(jdk, "clusters", "--api", "http://a b");
        assertThat(first.exit()).as(first.toString()).isZero();
        assertThat(first.err()).startsWith("building tutti");
        assertThat(first.out()).startsWith("jdk-25: ").endsWith("-jar " + jar + " clusters --api http://a b\n");
        assertThat(builds()).containsExactly(jdk.toString());

        assertThat(tutti(jdk, "clusters").err()).isEmpty();
        assertThat(builds()).hasSize(1);

        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        tutti(jdk, "clusters");
        assertThat(builds()).hasSize(2);
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));

        tutti(jdk, "clusters");
        int before = builds().size();
        Files.delete(source);
        Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().plusSeconds(1)));
        tutti(jdk, "clusters");
        assertThat(builds()).hasSize(before + 1);
    }

    @Test
    void itWorksFromAnywhereAndThroughALink() throws Exception {
        Path jdk = jdk("jdk-25", "25.0.3");
        Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
        Path link = Files.createSymbolicLink(folder.resolve("linked"), tutti);
        assertThat(run(folder, environment, link.toString(), "--version").out()).endsWith(jar + " --version\n");
        assertThat(run(clone.resolve("core"), environment, "../tutti", "--version").out()).endsWith(jar + " --version\n");
        assertThat(run(clone, environment, "sh", "tutti", "--version").out()).endsWith(jar + " --version\n");
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aJdkIsFoundByItsReleaseFileWithoutStartingIt() throws Exception {
        Path old = jdk("jdk-17", "17.0.15");
        Path early = jdk("jdk-26", "26-ea");
        assertThat(run(clone, Map.of("JAVA_HOME", old.toString(), "PATH", early + "/bin:" + SYSTEM_PATH),
                tutti.toString(), "demo").out()).startsWith("jdk-26: ");
        assertThat(old.resolve("starts")).doesNotExist();
        assertThat(early.resolve("starts")).as("the command and nothing else").hasContent("x");
    }

    @Test
    void withoutAJdkThereIsOneSentence() throws Exception {
        Path old = jdk("jvms/jdk-17", "17.0.15");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        // The launcher, looking for JDKs in a folder of the test instead of the system's.
        Files.writeString(tutti, Files.readString(tutti)
                .replace("/usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk*", old.getParent() + "/*"));
        Captured none = run(clone, Map.of("PATH", empty.toString()), "/bin/sh", tutti.toString(), "clusters");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).startsWith("tutti needs a JDK 25 or newer").hasLineCount(1);

        jdk("jvms/jdk-25", "25");
        Captured found = run(clone, Map.of(), tutti.toString(), "clusters");
        assertThat(found.out()).startsWith("jvms/jdk-25: ");
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        Path jdk = jdk("jdk-25", "25.0.3");
        List<CompletableFuture<Captured>> all = List.of(inBackground(jdk), inBackground(jdk), inBackground(jdk));
        for (CompletableFuture<Captured> each : all) {
            assertThat(each.get().exit()).as(each.get().toString()).isZero();
            assertThat(each.get().out()).endsWith(" clusters\n");
        }
        assertThat(builds()).hasSize(1);
    }

    private CompletableFuture<Captured> inBackground(Path jdk) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return tutti(jdk, "clusters");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, command -> Thread.ofVirtual().start(command));
    }

    @Test
    void aFailedBuildSaysWhatIsWrongAndIsTriedAgain() throws Exception {
        Path jdk = jdk("jdk-25", "25.0.3");
        Path broken = Files.writeString(clone.resolve("broken"), "");
        Captured failed = tutti(jdk, "clusters");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("Main.java:[1,1] not today", "build.log");
        Files.delete(broken);
        assertThat(tutti(jdk, "clusters").exit()).isZero();
    }

    /** What runs keeps the files that it has open: a build never writes over them. */
    @Test
    void aBuildDoesNotWriteOverTheFilesOfWhatRuns() throws Exception {
        Path jdk = jdk("jdk-25", "25.0.3");
        tutti(jdk, "demo");
        try (var open = Files.newInputStream(jar)) {
            Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
            Files.writeString(clone.resolve("mvnw"), Files.readString(clone.resolve("mvnw")).replace("echo built", "echo anew"));
            tutti(jdk, "demo");
            assertThat(jar).hasContent("anew");
            assertThat(open.readAllBytes()).asString().isEqualTo("built\n");
        }
    }

    @Test
    void whatCannotBeWrittenRunsAsItWasBuilt() throws Exception {
        Path jdk = jdk("jdk-25", "25.0.3");
        tutti(jdk, "demo");
        Path target = clone.resolve("app/target");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setPosixFilePermissions(jar.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assertThat(tutti(BOUND_BY_MODES, jdk, "clusters").out()).endsWith(" clusters\n");
            Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
            Captured stale = tutti(BOUND_BY_MODES, jdk, "clusters");
            assertThat(stale.err()).contains("cannot be written");
            assertThat(stale.out()).endsWith(" clusters\n");
        } finally {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(jar.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}

package dev.tutti.traffic.feed;

import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabException;
import dev.tutti.lab.install.DebianTools;
import dev.tutti.lab.process.Deadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real router that a test has started; it ends with the test, and with this JVM however that ends. */
public final class RealProgram implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RealProgram.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** The pipe on its standard input is this JVM's: when it closes, whoever closed it, the program is killed. */
    private static final String WATCHDOG = """
            exec 3<&0
            "$@" 3<&- </dev/null &
            pid=$!
            echo "$pid" >&4
            exec 4>&-
            ( read -r line <&3; kill -9 "$pid" ) 2>/dev/null &
            reader=$!
            exec 3<&- 0</dev/null
            wait "$pid"
            kill -9 "$reader" 2>/dev/null
            """;

    private final Process watchdog;
    private final Path log;
    private final long pid;

    private RealProgram(Process watchdog, Path log, long pid) {
        this.watchdog = watchdog;
        this.log = log;
        this.pid = pid;
    }

    /** A program of Debian's; where it cannot be had, the test is skipped loudly, or fails where everything must run. */
    public static DebianTools.Tool tool(String program, String debianPackage) {
        try {
            return DebianTools.find(program, List.of(debianPackage), line -> LOG.info("{}", line));
        } catch (LabException e) {
            FleetExtension.require(false, "feeding " + program, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    public static RealProgram start(DebianTools.Tool tool, Path folder, String... arguments) throws IOException {
        Path log = folder.resolve(tool.program().getFileName() + "-console.log");
        List<String> command = new ArrayList<>(List.of(
                "setsid", "sh", "-c", "exec 4>&1 >>\"" + log + "\" 2>&1; " + WATCHDOG, "real-program", tool.program().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(tool.environment());
        Process watchdog = builder.start();
        String line = watchdog.inputReader(StandardCharsets.UTF_8).readLine();
        return new RealProgram(watchdog, log, Long.parseLong(line == null ? "-1" : line.strip()));
    }

    public void awaitPort(int port) {
        Deadline.in(LIMIT).await(() -> answers(port), "Port " + port + " does not answer", this::log);
    }

    private boolean answers(int port) {
        if (!watchdog.isAlive()) {
            throw new AssertionError("It has ended: " + log());
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return "its log cannot be read: " + e;
        }
    }

    /** Stops it in the middle of whatever it does; it still accepts connections, as the kernel does that. */
    public void pause() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
        Deadline.in(LIMIT).await(this::everyThreadStands, "A program did not stop", this::log);
    }

    /** The signal is sent before the last thread has taken notice of it. */
    private boolean everyThreadStands() {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public void resume() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-CONT", Long.toString(pid)).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        watchdog.getOutputStream().close();
        Deadline.in(LIMIT).await(() -> !watchdog.isAlive(), "A program did not end", this::log);
    }
}

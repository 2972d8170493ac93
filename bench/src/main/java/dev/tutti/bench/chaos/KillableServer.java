package dev.tutti.bench.chaos;

import dev.tutti.bench.Pause;
import dev.tutti.bench.ThisProgram;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Accounts;
import dev.tutti.wire.Rows;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Binlog Server as {@code tutti binlog-server} runs it, in a process that is killed at will. Used by one thread. */
final class KillableServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final Path config;
    private final Path log;
    private final Address address;
    private final Thread atExit = new Thread(this::destroy, "tutti-chaos-end");
    private @Nullable Process process;

    KillableServer(Path config, Path log, Address address) {
        this.config = config;
        this.log = log;
        this.address = address;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts it; returns when it answers. */
    void start() throws IOException {
        Process started = new ProcessBuilder(ThisProgram.command("256m", "binlog-server", "--config", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                ask("SELECT 1");
                return;
            } catch (WireException e) {
                if (!started.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException(
                            "the Binlog Server does not start: " + e.getMessage() + "\n" + Files.readString(log), e);
                }
                Pause.of(GLANCE);
            }
        }
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            try {
                running.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Rows ask(String sql) throws WireException {
        try (WireConnection connection = WireConnection.connect(address, Accounts.ADMIN, WireOptions.defaults())) {
            return connection.query(sql);
        }
    }

    /** What it is doing: {@code receiving}, {@code connecting}, {@code disk_full}, {@code diverged}, {@code stopped}. */
    String state() throws WireException {
        return String.valueOf(ask("SELECT @@binlog_server_state").first());
    }

    /** The end of what it has published; null if there is nothing. */
    @Nullable Coordinates end() throws WireException {
        Rows logs = ask("SHOW BINARY LOGS");
        if (logs.rows().isEmpty()) {
            return null;
        }
        List<@Nullable String> last = logs.rows().getLast();
        return new Coordinates(String.valueOf(last.get(0)), Long.parseLong(String.valueOf(last.get(1))));
    }

    private void destroy() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending, and the hook does its work.
        }
    }
}

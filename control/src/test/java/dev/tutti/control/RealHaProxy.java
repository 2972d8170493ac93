package dev.tutti.control;

import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabException;
import dev.tutti.lab.install.DebianTools;
import dev.tutti.lab.process.Deadline;
import dev.tutti.lab.process.Ports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** HAProxy of Debian's with a backend {@code writer} of empty slots; it ends with the test, and with this JVM however that ends. */
final class RealHaProxy implements AutoCloseable {
    /** The pipe on its standard input is this JVM's: when it closes, whoever closed it, the proxy is killed. */
    private static final String WATCHDOG = """
            exec 3<&0
            "$@" 3<&- </dev/null >/dev/null 2>&1 &
            pid=$!
            read -r line <&3
            kill -9 "$pid"
            """;

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Process watchdog;
    private final Path socket;
    private final int port;

    private RealHaProxy(Process watchdog, Path socket, int port) {
        this.watchdog = watchdog;
        this.socket = socket;
        this.port = port;
    }

    static RealHaProxy start(Path folder) throws IOException {
        DebianTools.Tool haproxy;
        try {
            haproxy = DebianTools.find("haproxy", List.of("haproxy"), line -> {});
        } catch (LabException e) {
            FleetExtension.require(false, "feeding HAProxy", String.valueOf(e.getMessage()));
            throw e;
        }
        int port = Ports.take();
        Path socket = folder.resolve("haproxy.sock");
        Path config = Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                    stats socket %s mode 600 level admin
                defaults
                    mode tcp
                    timeout connect 2s
                    timeout client 60s
                    timeout server 60s
                listen writer
                    bind 127.0.0.1:%d
                    server-template slot 4 127.0.0.1:1 disabled
                """.formatted(socket, port));
        List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", WATCHDOG, "haproxy-of-a-test"));
        command.addAll(List.of(haproxy.program().toString(), "-db", "-f", config.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(haproxy.environment());
        RealHaProxy started = new RealHaProxy(builder.start(), socket, port);
        Deadline.in(LIMIT).await(started::listens, "HAProxy does not listen at port " + port, () -> "");
        return started;
    }

    private boolean listens() {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return client.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Where it is told whom to lead clients to. */
    Path socket() {
        return socket;
    }

    /** Where clients connect. */
    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        watchdog.getOutputStream().close();
        Deadline.in(LIMIT).await(() -> !watchdog.isAlive(), "HAProxy did not end", () -> "");
        Ports.release(port);
    }
}

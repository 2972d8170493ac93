package dev.tutti.bench.binlogs;

import dev.tutti.bench.OtherJvm;
import dev.tutti.binlogserver.BinlogServer;
import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.core.model.Address;
import dev.tutti.settings.ConfigException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** A Binlog Server in a JVM of its own, as {@code tutti binlog-server} runs it. */
final class ServedProcess implements AutoCloseable {
    private final Process process;
    private final Address address;

    private ServedProcess(Process process, Address address) {
        this.process = process;
        this.address = address;
    }

    /** The other side: the configuration's file is the argument. */
    public static void main(String[] arguments) throws IOException, ConfigException, InterruptedException {
        OtherJvm.endWithParent();
        System.setProperty("TUTTI_LOG", "OFF");
        BinlogServer server = BinlogServer.start(
                BinlogServerConfig.read(Path.of(arguments[0])), "tutti bench", InstantSource.system());
        System.out.println(server.address());
        System.out.flush();
        Thread.currentThread().join();
    }

    static ServedProcess start(Path config) throws IOException {
        return start(config, List.of());
    }

    /** With flags for its JVM. */
    static ServedProcess start(Path config, List<String> flags) throws IOException {
        Process process = OtherJvm.start(ServedProcess.class, flags, List.of(config.toString()));
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the Binlog Server did not start");
        }
        return new ServedProcess(process, Address.parse(line));
    }

    Address address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.tutti.bench.binlogs;

import dev.tutti.core.model.Address;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.LabServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A real MariaDB whose log holds a file of our choice. */
final class LargePrimary implements AutoCloseable {
    /** The file that was put there. */
    static final String FILE = "mysql-bin.000002";
    /** The one behind it, of the same size: what is measured while the log is received is measured on this one. */
    static final String SECOND = "mysql-bin.000003";

    private static final int MARIADB_GTID = 162;

    private final Fleet fleet;
    private final LabServer server;
    private final long size;

    private LargePrimary(Fleet fleet, LabServer server, long size) {
        this.fleet = fleet;
        this.server = server;
        this.size = size;
    }

    static LargePrimary start(LogFile.Events events, long bytes) throws IOException {
        Fleet fleet = Fleet.start(Fleet.single(Flavour.MARIADB_10_11)
                .withOption("max_connections", "1000")
                .withOption("innodb_buffer_pool_size", "64M")
                .withProgress(_ -> {}));
        LabServer server = fleet.server("1");
        fleet.stop("1");
        Path data = server.dataFolder();
        byte[] first = Files.readAllBytes(data.resolve("mysql-bin.000001"));
        long number = 1_000_000;
        for (String name : new String[] {FILE, SECOND}) {
            number = LogFile.write(data.resolve(name), head(first), events, bytes, number);
            Files.writeString(data.resolve("mysql-bin.index"), "./" + name + "\n", StandardOpenOption.APPEND);
        }
        fleet.start("1");
        return new LargePrimary(fleet, server, Files.size(data.resolve(FILE)));
    }

    /** Everything before the first transaction, not in use any more. */
    private static byte[] head(byte[] file) {
        int at = 4;
        while (at < file.length && (file[at + 4] & 0xff) != MARIADB_GTID) {
            at += (file[at + 9] & 0xff) | ((file[at + 10] & 0xff) << 8) | ((file[at + 11] & 0xff) << 16);
        }
        byte[] head = Arrays.copyOf(file, at);
        head[21] &= ~1;
        return head;
    }

    /** What every file of it begins with. */
    byte[] head() throws IOException {
        return head(Files.readAllBytes(server.dataFolder().resolve("mysql-bin.000001")));
    }

    LabServer server() {
        return server;
    }

    Address address() {
        return server.address();
    }

    long pid() {
        return server.pid().orElseThrow();
    }

    /** Bytes of each of both files. */
    long size() {
        return size;
    }

    @Override
    public void close() {
        fleet.close();
    }
}

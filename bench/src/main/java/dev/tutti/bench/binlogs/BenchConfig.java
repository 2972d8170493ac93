package dev.tutti.bench.binlogs;

import dev.tutti.bench.WatchedFleet;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Accounts;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configurations of the Binlog Servers that are measured. */
final class BenchConfig {
    private BenchConfig() {}

    /** Writes one whose store is the folder of that name. */
    static Path write(Path folder, String name, Address upstream, long serverId, String start) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), Accounts.ADMIN.password().reveal());
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                """
                server:
                  listen: 127.0.0.1:%d
                  folder: "%s"
                identity:
                  server_id: 1
                  version: 11.4.5-MariaDB-log
                upstream:
                  addresses: [%s]
                  user: %s
                  password_file: "%s"
                  server_id: %d
                  silence: 60s
                  start: %s
                accounts:
                  - name: %s
                    password_file: "%s"
                    roles: [admin]
                """
                        .formatted(WatchedFleet.freePort(), folder.resolve(name), upstream, Accounts.ADMIN.user(), password, serverId, start,
                                Accounts.ADMIN.user(), password));
    }

    static void startReceiving(Address server) throws IOException {
        try (WireConnection connection = WireConnection.connect(server, Accounts.ADMIN, WireOptions.defaults())) {
            connection.query("START SLAVE");
        }
    }
}

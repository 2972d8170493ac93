package dev.tutti.app;

import dev.tutti.core.model.Credentials;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.BinlogServerSpec.Place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A Binlog Server of a demo: this same program, as a process with a configuration of its own. Stateless. */
final class DemoBinlogServer {
    private DemoBinlogServer() {}

    /** Writes its configuration; the command that runs it. It shows itself as the server whose log it takes. */
    static List<String> prepare(Place place) throws IOException {
        Files.writeString(place.configuration(), configuration(place));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "binlog-server",
                "--config=" + place.configuration());
    }

    private static String configuration(Place place) throws IOException {
        return """
                server:
                  listen: 127.0.0.1:%d
                  folder: "%s"
                identity:
                  server_id: %s
                  version: "%s"
                  hostname: "%s"
                upstream:
                  addresses: [%s]
                  user: %s
                  password_file: "%s"
                  server_id: %d
                  start: mysql-bin.000001
                  retry: 200ms
                serve:
                  cache: 16M
                accounts:
                  - name: %s
                    password_file: "%s"
                    roles: [admin]
                  - name: %s
                    password_file: "%s"
                    roles: [replicate]
                  - name: %s
                    password_file: "%s"
                    roles: [monitor]
                """
                .formatted(
                        place.port(), place.data(),
                        valueOf(place, "@@server_id"), valueOf(place, "VERSION()"), place.name(),
                        place.source().address(), Accounts.REPLICATION.user(), password(place, Accounts.REPLICATION),
                        place.serverId(),
                        Accounts.ADMIN.user(), password(place, Accounts.ADMIN),
                        Accounts.REPLICATION.user(), password(place, Accounts.REPLICATION),
                        Accounts.APP.user(), password(place, Accounts.APP));
    }

    private static String valueOf(Place place, String expression) throws IOException {
        try (Connection connection = place.source().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + expression)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IOException(place.source() + " does not tell its " + expression + ": " + e.getMessage(), e);
        }
    }

    private static Path password(Place place, Credentials account) throws IOException {
        return Files.writeString(
                place.folder().resolve(account.user() + ".password"), account.password().reveal());
    }
}

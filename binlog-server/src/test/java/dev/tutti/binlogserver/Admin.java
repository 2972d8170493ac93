package dev.tutti.binlogserver;

import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.wire.WireConnection;
import dev.tutti.wire.WireException;
import dev.tutti.wire.WireOptions;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** Statements that its administrator gives a Binlog Server. Stateless. */
final class Admin {
    private static final Credentials ACCOUNT = new Credentials("tutti", Secret.of("tutti"));

    private Admin() {}

    static List<Map<String, @Nullable String>> rows(BinlogServer server, String sql) throws WireException {
        try (WireConnection connection = WireConnection.connect(server.address(), ACCOUNT, WireOptions.defaults())) {
            return connection.query(sql).asMaps();
        }
    }

    static String value(BinlogServer server, String sql, String column) throws WireException {
        return String.valueOf(rows(server, sql).getFirst().get(column));
    }
}

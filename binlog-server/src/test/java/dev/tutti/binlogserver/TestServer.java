package dev.tutti.binlogserver;

import static org.awaitility.Awaitility.await;

import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.ingest.Upstream;
import dev.tutti.binlogserver.serve.Purge;
import dev.tutti.binlogserver.serve.ServeOptions;
import dev.tutti.binlogserver.store.StorageOptions;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Secret;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.wire.ReplicaIdentity;
import dev.tutti.wire.Tls;
import dev.tutti.wire.WireOptions;
import dev.tutti.wire.server.Account;
import dev.tutti.wire.server.Authentication;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Binlog Servers for tests: in this process, on the loopback address, with the accounts of the lab. */
final class TestServer {
    static final Duration LONG = Duration.ofSeconds(60);

    private TestServer() {}

    static BinlogServerConfig config(Path folder, LabServer upstream) {
        return config(folder, upstream.flavour(), List.of(upstream.address()), 0, 9_001);
    }

    static BinlogServerConfig config(Path folder, Flavour flavour, List<Address> upstreams, int port, long serverId) {
        Map<String, Account> accounts = Map.of(
                "repl", Account.of("repl", Secret.of("repl"), Set.of("replicate")),
                "tutti", Account.of("tutti", Secret.of("tutti"), Set.of("admin")),
                "app", Account.of("app", Secret.of("app"), Set.of()));
        return new BinlogServerConfig(
                folder,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                new Identity(1, "00000000-0000-0000-0000-0000000000b1", version(flavour), "binlogs"),
                (user, _) -> Optional.ofNullable(accounts.get(user)),
                Authentication.defaults(),
                new Upstream(
                        upstreams,
                        Accounts.ADMIN,
                        WireOptions.defaults(),
                        new ReplicaIdentity(serverId, "00000000-0000-0000-0000-00000000" + serverId, "127.0.0.1", 0,
                                Duration.ofMillis(500), true),
                        "oldest",
                        Duration.ofMillis(100)),
                new ServeOptions(true, Duration.ofSeconds(30), 32 << 20, Map.of()),
                new Purge.Policy(Duration.ZERO, 0, 0, Duration.ofHours(1)),
                PseudoGtid.DEFAULT_PATTERN);
    }

    /** The same with other logins here, and the connection to the upstream encrypted or not. */
    static BinlogServerConfig with(BinlogServerConfig config, Authentication authentication, Tls upstream) {
        Upstream before = config.upstream();
        return new BinlogServerConfig(
                config.folder(), config.listen(), config.identity(), config.accounts(), authentication,
                new Upstream(before.addresses(), before.account(), before.options().withTls(upstream), before.replica(),
                        before.start(), before.retry()),
                config.serve(), config.purge(), config.pattern());
    }

    /** The same with files kept as the options say. */
    static BinlogServerConfig with(BinlogServerConfig config, StorageOptions storage) {
        return new BinlogServerConfig(
                config.folder(), config.listen(), config.identity(), config.accounts(), config.authentication(),
                config.upstream(), config.serve(), config.purge(), config.pattern(), storage);
    }

    static String version(Flavour flavour) {
        return switch (flavour) {
            case MYSQL_5_6 -> "5.6.14-log";
            case MYSQL_9_7 -> "9.7.0";
            case MARIADB_10_11 -> "10.11.11-MariaDB-log";
            case MARIADB_11_4 -> "11.4.5-MariaDB-log";
        };
    }

    static BinlogServer start(BinlogServerConfig config) throws IOException {
        return BinlogServer.start(config, "tutti test", InstantSource.system());
    }

    static Connection connect(BinlogServer server) throws SQLException {
        return Sql.connect(server.address(), "tutti", "tutti");
    }

    /** Waits until it has everything that the server's log holds now. */
    static Coordinates awaitCaughtUp(BinlogServer server, LabServer with) {
        Coordinates end = end(with);
        await("everything up to " + end).atMost(LONG).until(() -> {
            Coordinates has = server.store().end();
            return has != null && !has.isBefore(end);
        });
        return end;
    }

    static Coordinates end(LabServer server) {
        String show = server.flavour() == Flavour.MYSQL_9_7 ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        return new Coordinates(
                String.valueOf(Sql.value(server, show, "File")),
                Long.parseLong(String.valueOf(Sql.value(server, show, "Position"))));
    }
}

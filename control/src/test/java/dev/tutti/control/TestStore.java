package dev.tutti.control;

import dev.tutti.binlogserver.BinlogServer;
import dev.tutti.binlogserver.Identity;
import dev.tutti.binlogserver.config.BinlogServerConfig;
import dev.tutti.binlogserver.ingest.Upstream;
import dev.tutti.binlogserver.serve.Purge;
import dev.tutti.binlogserver.serve.ServeOptions;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import dev.tutti.lab.process.Ports;
import dev.tutti.wire.ReplicaIdentity;
import dev.tutti.wire.WireOptions;
import dev.tutti.wire.server.Account;
import dev.tutti.wire.server.Authentication;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A Binlog Server in this process, which shows the identity of the primary that it first follows. */
final class TestStore implements AutoCloseable {
    private final BinlogServerConfig config;
    private final int port;
    private BinlogServer running;

    private TestStore(BinlogServerConfig config, int port) throws IOException {
        this.config = config;
        this.port = port;
        this.running = start(config);
    }

    private static BinlogServer start(BinlogServerConfig config) throws IOException {
        return BinlogServer.start(config, "tutti test", InstantSource.system());
    }

    /** @param number tells its registration apart from that of others */
    static TestStore below(LabServer primary, Path folder, int number) throws IOException {
        int port = Ports.take();
        Account admin = Account.of(Accounts.ADMIN.user(), Accounts.ADMIN.password(), Set.of("admin"));
        Account replicas = Account.of(Accounts.REPLICATION.user(), Accounts.REPLICATION.password(), Set.of("replicate"));
        BinlogServerConfig config = new BinlogServerConfig(
                folder.resolve("store-" + number),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                new Identity(
                        Long.parseLong(String.valueOf(Sql.value(primary, "SELECT @@global.server_id AS v", "v"))),
                        UUID.nameUUIDFromBytes(new byte[] {(byte) number}).toString(),
                        String.valueOf(Sql.value(primary, "SELECT version() AS v", "v")),
                        "store-" + number),
                (user, client) -> List.of(admin, replicas).stream().filter(one -> one.user().equals(user)).findFirst(),
                Authentication.defaults(),
                new Upstream(
                        List.of(primary.address()),
                        Accounts.ADMIN,
                        WireOptions.defaults(),
                        new ReplicaIdentity(
                                9000L + number,
                                UUID.nameUUIDFromBytes(new byte[] {1, (byte) number}).toString(),
                                "127.0.0.1",
                                port,
                                Duration.ofSeconds(1),
                                false),
                        "oldest",
                        Duration.ofMillis(200)),
                new ServeOptions(false, Duration.ofSeconds(5), 16 << 20, Map.of()),
                new Purge.Policy(Duration.ofDays(1), Long.MAX_VALUE, 0, Duration.ofDays(1)),
                PseudoGtid.DEFAULT_PATTERN);
        return new TestStore(config, port);
    }

    Address address() {
        return new Address("127.0.0.1", port);
    }

    Optional<Address> follows(TestPlane tutti) {
        return tutti.seen(address()).flatMap(found -> found.source());
    }

    /** Ends it, and with it every connection; the port refuses from then on. */
    void end() throws IOException {
        running.close();
    }

    /** Starts it again where it ended. */
    void startAgain() throws IOException {
        running = start(config);
    }

    Path folder() {
        return config.folder();
    }

    /** The end of what it has on disk; null before the first file. */
    @Nullable Coordinates stored() {
        return running.store().end();
    }

    @Override
    public void close() throws IOException {
        end();
        Ports.release(port);
    }
}

package dev.tutti.bench;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Credentials;
import dev.tutti.lab.Accounts;
import dev.tutti.wire.server.DriverQuestions;
import dev.tutti.wire.server.ServerOptions;
import dev.tutti.wire.server.WireServer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A chain of model servers, each on a port of its own: a primary, intermediates below it, about as many replicas below each
 * of them as there are intermediates. Costs a database server's memory and work nothing, so that what watching costs shows.
 */
final class ModelFleet implements AutoCloseable {
    static final String VERSION = "5.6.14-log";

    /** What drivers ask when they connect, and what is asked at every look. */
    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("auto_increment_increment", "1"),
            Map.entry("autocommit", "1"),
            Map.entry("character_set_client", "utf8mb4"),
            Map.entry("collation_connection", "utf8mb4_general_ci"),
            Map.entry("max_allowed_packet", "4194304"),
            Map.entry("sql_mode", "NO_ENGINE_SUBSTITUTION"),
            Map.entry("system_time_zone", "UTC"),
            Map.entry("time_zone", "SYSTEM"),
            Map.entry("transaction_isolation", "REPEATABLE-READ"),
            Map.entry("tx_isolation", "REPEATABLE-READ"),
            Map.entry("version", VERSION),
            Map.entry("wait_timeout", "28800"));

    private final List<WireServer> servers = new ArrayList<>();
    private final List<ModelServer> models = new ArrayList<>();
    private final int intermediates;

    private ModelFleet(int intermediates) {
        this.intermediates = intermediates;
    }

    /** @param size at least 2 */
    static ModelFleet start(int size) throws IOException {
        ModelFleet fleet = new ModelFleet(Math.max(1, (int) Math.round(Math.sqrt(size - 1))));
        boolean started = false;
        try {
            for (int i = 0; i < size; i++) {
                fleet.add(i);
            }
            started = true;
            return fleet;
        } finally {
            if (!started) {
                fleet.close();
            }
        }
    }

    private void add(int index) throws IOException {
        ModelServer model = new ModelServer(
                index + 1L, () -> address(index), () -> sourceOf(index), () -> replicasOf(index));
        models.add(model);
        Map<String, String> variables = new HashMap<>(VARIABLES);
        variables.put("server_id", Integer.toString(index + 1));
        variables.put("read_only", index == 0 ? "0" : "1");
        servers.add(WireServer.start(
                ServerOptions.onLoopback(0, VERSION, List.of(account())), new DriverQuestions(variables, model)));
    }

    static Credentials account() {
        return Accounts.ADMIN;
    }

    int size() {
        return servers.size();
    }

    /** The servers in their order; the first is the primary. */
    Address address(int index) {
        return servers.get(index).address();
    }

    /** Whom a server replicates from; null for the primary. */
    @Nullable Address sourceOf(int index) {
        int source = sourceIndex(index);
        return source < 0 ? null : address(source);
    }

    private int sourceIndex(int index) {
        if (index == 0) {
            return -1;
        }
        return index <= intermediates ? 0 : 1 + (index - intermediates - 1) % intermediates;
    }

    private List<ModelServer> replicasOf(int index) {
        List<ModelServer> replicas = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            if (sourceIndex(i) == index) {
                replicas.add(models.get(i));
            }
        }
        return replicas;
    }

    @Override
    public void close() {
        servers.forEach(WireServer::close);
    }

    /** Prints the primary's address when all listen, and goes on until what started it ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        OtherJvm.endWithParent();
        try (ModelFleet fleet = start(Integer.parseInt(arguments[0]))) {
            System.out.println(fleet.address(0));
            System.out.flush();
            Thread.currentThread().join();
        }
    }
}

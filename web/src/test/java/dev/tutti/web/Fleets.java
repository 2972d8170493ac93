package dev.tutti.web;

import static dev.tutti.web.StandInControl.JSON;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Fleets as the API would tell them. */
final class Fleets {
    private final Map<String, ObjectNode> chains = new LinkedHashMap<>();
    private final Map<String, ObjectNode> servers = new LinkedHashMap<>();

    /** The shop's six servers with an intermediate in a second site, and two small chains; all is well for days. */
    static Fleets calm() {
        var fleets = new Fleets();
        fleets.chain("shop", "db1.shop:3306", "All 6 servers replicate; the primary db1.shop:3306 takes writes.", Duration.ofHours(100));
        fleets.server("shop", "db1.shop:3306", null, "berlin");
        fleets.server("shop", "db2.shop:3306", "db1.shop:3306", "berlin");
        fleets.server("shop", "db3.shop:3306", "db1.shop:3306", "berlin");
        fleets.server("shop", "db4.shop:3306", "db1.shop:3306", "paris");
        fleets.server("shop", "db5.shop:3306", "db4.shop:3306", "paris").put("lag_seconds", 0.4);
        fleets.server("shop", "db6.shop:3306", "db4.shop:3306", "paris");
        fleets.chain("billing", "pay1:3306", "All 3 servers replicate; the primary pay1:3306 takes writes.", Duration.ofDays(19));
        fleets.server("billing", "pay1:3306", null, "berlin");
        fleets.server("billing", "pay2:3306", "pay1:3306", "berlin");
        fleets.server("billing", "pay3:3306", "pay1:3306", "paris");
        fleets.chain("archive", "arc1:3306", "Both servers replicate; the primary arc1:3306 takes writes.", Duration.ofDays(40));
        fleets.server("archive", "arc1:3306", null, "paris");
        fleets.server("archive", "arc2:3306", "arc1:3306", "berlin");
        for (var address : new String[] {"pay1:3306", "pay2:3306", "pay3:3306"}) {
            fleets.server(address).put("flavour", "MariaDB").put("version", "11.4.8").put("log_format", "MIXED");
        }
        return fleets;
    }

    /** The shop's primary is dead and nothing is done about it yet; one replica of billing is behind. */
    static Fleets alarm() {
        var fleets = calm();
        fleets.chain("shop").put("state", "alarm").put("recovering", true).put("problems", 4).putNull("primary")
                .put("since", ago(Duration.ofSeconds(4)))
                .put("sentence", "The primary db1.shop:3306 is dead: it answers nobody, and 3 of 3 replicas have lost it.");
        var dead = fleets.server("db1.shop:3306").put("contact", "failing")
                .put("contact_detail", "connection refused (db1.shop:3306)").put("contact_since", ago(Duration.ofSeconds(5)));
        problem(dead, "no_contact", "error", "Answers nobody: connection refused; last seen 5 s ago.");
        for (var address : new String[] {"db2.shop:3306", "db3.shop:3306", "db4.shop:3306"}) {
            var replica = fleets.server(address).put("receiver", "connecting").putNull("lag_seconds");
            problem(replica, "receiver", "warning", "Receives nothing from db1.shop:3306: error 2003, trying again.");
        }
        fleets.chain("billing").put("state", "troubled").put("problems", 1).put("since", ago(Duration.ofMinutes(14)))
                .put("sentence", "pay3:3306 is 412 s behind and does not catch up.");
        problem(fleets.server("pay3:3306").put("lag_seconds", 412), "lagging", "warning", "412 s behind; the limit of this chain is 60 s.");
        return fleets;
    }

    /** The shop after its failover: db3 was promoted, db1 stands apart. */
    static Fleets recovered() {
        var fleets = calm();
        fleets.chain("shop").put("state", "troubled").put("primary", "db3.shop:3306").put("problems", 1)
                .put("since", ago(Duration.ofMinutes(3)))
                .put("sentence", "Writes work: db3.shop:3306 is the primary. db1.shop:3306 is lost and needs a person.");
        fleets.server("db3.shop:3306").put("role", "primary").put("read_only", false).putNull("source").putNull("receiver")
                .put("depth", 0).putNull("lag_seconds").putNull("applier_running");
        fleets.server("db2.shop:3306").put("source", "db3.shop:3306");
        fleets.server("db4.shop:3306").put("source", "db3.shop:3306");
        fleets.server("db1.shop:3306").put("role", "unknown").put("contact", "failing")
                .put("contact_detail", "connection refused (db1.shop:3306)").put("contact_since", ago(Duration.ofMinutes(3)))
                .putObject("lost").put("since", ago(Duration.ofMinutes(3)))
                .put("reason", "It was the primary when it died; it may hold transactions that nobody else has.");
        return fleets;
    }

    /** One chain of so many servers: a primary, intermediates with 49 replicas each, and the odd troubled one. */
    static Fleets large(int count) {
        var fleets = new Fleets();
        fleets.chain("wide", "w0000:3306", "2 of %d servers are behind; writes work.".formatted(count), Duration.ofMinutes(9))
                .put("state", "troubled");
        fleets.server("wide", "w0000:3306", null, "berlin");
        String intermediate = "w0000:3306";
        for (int i = 1; i < count; i++) {
            var address = "w%04d:3306".formatted(i);
            var source = i % 50 == 1 ? "w0000:3306" : intermediate;
            var server = fleets.server("wide", address, source, i % 100 < 50 ? "berlin" : "paris");
            if (i % 50 == 1) {
                intermediate = address;
            }
            if (i == 7 || i == 523) {
                problem(server.put("lag_seconds", 380), "lagging", "warning", "380 s behind.");
            }
            if (i == 11) {
                server.put("applier_running", false).put("applier_error", "1062: Duplicate entry '42' for key 'orders.PRIMARY'");
            }
        }
        return fleets;
    }

    static void problem(ObjectNode server, String kind, String severity, String sentence) {
        server.withArray("problems").addObject().put("kind", kind).put("severity", severity).put("sentence", sentence);
    }

    static String ago(Duration age) {
        return Instant.now().minus(age).toString();
    }

    ObjectNode chain(String name) {
        return Objects.requireNonNull(chains.get(name), name);
    }

    ObjectNode server(String address) {
        return Objects.requireNonNull(servers.get(address), address);
    }

    void forget(String address) {
        servers.remove(address);
    }

    ObjectNode json() {
        var fleet = JSON.createObjectNode().put("now", Instant.now().toString()).put("version", "0.1.0").put("started", ago(Duration.ofDays(40)));
        var chainArray = fleet.putArray("chains");
        chains.values().forEach(chainArray::add);
        var serverArray = fleet.putArray("servers");
        servers.values().forEach(serverArray::add);
        return fleet;
    }

    ObjectNode chain(String name, String primary, String sentence, Duration age) {
        var chain = JSON.createObjectNode().put("name", name).put("primary", primary).put("servers", 0).put("problems", 0)
                .put("state", "calm").put("sentence", sentence).put("since", ago(age)).put("recovering", false)
                .put("primary_mode", "automatic").put("intermediate_mode", "automatic");
        chains.put(name, chain);
        return chain;
    }

    ObjectNode server(String chain, String address, @Nullable String source, String site) {
        int number = servers.size() + 1;
        int depth = source == null ? 0 : server(source).path("depth").asInt() + 1;
        var server = JSON.createObjectNode().put("address", address).put("chain", chain)
                .put("role", source == null ? "primary" : "replica").put("source", source).put("depth", depth)
                .put("contact", "answering").putNull("contact_detail").put("contact_since", ago(Duration.ofDays(3)))
                .put("seen_at", ago(Duration.ofMillis(300))).put("server_id", number)
                .put("uuid", "6c3a1f0e-89b2-11f0-9d3c-%012d".formatted(number))
                .put("flavour", "MySQL").put("version", "8.4.6").put("read_only", source != null).put("logs_binary", true)
                .put("logs_replica_updates", true).put("log_format", "ROW").put("written", "binlog.000042:%d".formatted(91_000 + number));
        if (source == null) {
            server.putNull("receiver").putNull("applier_running").putNull("received").putNull("applied").putNull("lag_seconds");
        } else {
            server.put("receiver", "connected").put("applier_running", true).put("received", "binlog.000042:91400")
                    .put("applied", "binlog.000042:91400").put("lag_seconds", 0);
            if (!server(source).path("role").asString().equals("primary")) {
                server(source).put("role", "intermediate");
            }
        }
        server.putNull("receiver_error").putNull("applier_error").put("site", site).putNull("downtime").putNull("lost");
        server.putArray("problems");
        servers.put(address, server);
        chain(chain).put("servers", chain(chain).path("servers").asInt() + 1);
        return server;
    }
}

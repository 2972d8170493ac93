package dev.tutti.core.story;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.BinlogServer;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.core.model.Version;
import dev.tutti.core.policy.AddressPattern;
import dev.tutti.core.policy.Mode;
import dev.tutti.core.policy.Policy;
import dev.tutti.core.policy.Policy.ChainPolicy;
import dev.tutti.core.policy.Promotion;
import dev.tutti.core.policy.Promotion.Preference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads what transcripts say of servers and policies: {@code chain 1 <- 2(site=b,has=900) 3(prefer)}. */
final class FleetText {
    private final ModelFleet fleet;

    FleetText(ModelFleet fleet) {
        this.fleet = fleet;
    }

    void chain(String[] words) {
        ModelServer source = server(words[1]);
        if (source.source == null) {
            source.readOnly = false;
            source.writes = true;
            source.has = Math.max(source.has, 1000);
        }
        options(source, words[1]);
        for (int i = 3; i < words.length; i++) {
            ModelServer replica = server(words[i]);
            replica.source = source.address;
            replica.has = source.has;
            replica.received = source.has;
            options(replica, words[i]);
            if (replica.stores) {
                replica.copy(source);
            }
        }
    }

    private ModelServer server(String word) {
        Address address = Story.address(word.replaceFirst("\\(.*", ""));
        ModelServer known = fleet.servers.get(address);
        return known == null ? fleet.add(address) : known;
    }

    private void options(ModelServer server, String word) {
        int open = word.indexOf('(');
        if (open >= 0) {
            for (String option : word.substring(open + 1, word.length() - 1).split(",")) {
                set(server, option);
            }
        }
    }

    void set(ModelServer server, String option) {
        String value = option.substring(option.indexOf('=') + 1);
        switch (option.replaceFirst("=.*", "")) {
            case "site" -> promotion(List.of(), List.of(new Promotion.Site(value, pattern(server))), null);
            case "never" -> promotion(List.of(new Promotion.Rule(pattern(server), Preference.NEVER)), List.of(), null);
            case "prefer" -> promotion(List.of(new Promotion.Rule(pattern(server), Preference.PREFER)), List.of(), null);
            case "store" -> {
                server.stores = true;
                server.serverId = fleet.server(java.util.Objects.requireNonNull(server.source)).serverId;
            }
            case "software" -> server.software = value;
            case "trouble" -> {
                // Only Binlog Servers have a state of their own; an ordinary server that stops receiving has lost its source.
                if (server.stores) {
                    server.trouble = BinlogServer.State.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
                }
            }
            case "file" -> server.advance(Long.parseLong(value) - 1);
            case "behind" -> server.behind = Long.parseLong(value);
            case "lag" -> server.lag = Duration.ofMillis(ModelFleet.millis(value));
            case "slow" -> server.slow = Long.parseLong(value);
            case "tail" -> server.partialTail = Long.parseLong(value);
            case "no-heartbeats" -> server.countsHeartbeats = false;
            case "rare-heartbeats" -> server.heartbeatPeriod = Duration.ofSeconds(30);
            case "version" -> server.version = Version.parse(value);
            case "format" -> server.logFormat = value;
            case "server-id" -> server.serverId = Long.parseLong(value);
            case "no-log-updates" -> server.logsReplicaUpdates = false;
            case "writable" -> server.readOnly = false;
            case "read-only" -> server.readOnly = true;
            case "no-source" -> server.source = null;
            case "gtid" -> server.gtid = true;
            case "errant" -> server.errant = true;
            case "filtered" -> server.filtered = true;
            case "restart-fails" -> server.restartFails = true;
            case "fence-fails" -> server.fenceFails = true;
            case "applier" -> server.applierWanted = value.equals("on");
            case "applier-error" -> server.applierError = Integer.parseInt(value);
            case "receiver" -> server.stopReceiver();
            case "receiver-error" -> {
                server.receiver = Receiver.CONNECTING;
                server.receiverError = Integer.parseInt(value);
                server.errorStays = true;
            }
            default -> throw new IllegalArgumentException("no such option: " + option);
        }
    }

    void policy(String[] words) {
        for (int i = 1; i < words.length; i++) {
            String value = words[i].substring(words[i].indexOf('=') + 1);
            ChainPolicy chain = fleet.policy.fallback();
            switch (words[i].replaceFirst("=.*", "")) {
                case "primary" -> chain(new ChainPolicy(mode(value), chain.intermediate(), chain.antiFlapping()));
                case "intermediate" -> chain(new ChainPolicy(chain.primary(), mode(value), chain.antiFlapping()));
                case "names-lead-to" -> fleet.policy = fleet.policy.with(
                        new Policy.Clients(Set.of(Story.address(value).toString()), Duration.ofSeconds(10)));
                case "across-sites" -> promotion(List.of(), List.of(), value.equals("yes"));
                default -> throw new IllegalArgumentException("no such policy: " + words[i]);
            }
        }
    }

    private static Mode mode(String value) {
        return Mode.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private void chain(ChainPolicy chain) {
        Policy policy = fleet.policy;
        fleet.policy = new Policy(
                policy.timing(), chain, policy.chains(), policy.promotion(), policy.drainDeadline(), policy.clients());
    }

    private void promotion(
            List<Promotion.Rule> rules, List<Promotion.Site> sites, @org.jspecify.annotations.Nullable Boolean acrossSites) {
        Policy policy = fleet.policy;
        Promotion before = policy.promotion();
        fleet.policy = new Policy(
                policy.timing(),
                policy.fallback(),
                policy.chains(),
                new Promotion(
                        both(before.rules(), rules),
                        both(before.sites(), sites),
                        acrossSites == null ? before.acrossSites() : acrossSites,
                        before.maxLag()),
                policy.drainDeadline(),
                policy.clients());
    }

    private static <T> List<T> both(List<T> one, List<T> other) {
        List<T> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static AddressPattern pattern(ModelServer server) {
        return new AddressPattern(server.address.toString());
    }
}

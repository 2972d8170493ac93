package dev.tutti.traffic.zone;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.name.Binding;
import dev.tutti.core.traffic.name.BoundName;
import dev.tutti.core.traffic.name.Policy;
import dev.tutti.core.traffic.name.Target;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.traffic.zone.Reading.Placed;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads zones. Used by one thread. */
final class ZoneReading {
    /** RFC 2181: 31 bits; nobody keeps anything for longer than a week anyway. */
    private static final Duration LONGEST_TTL = Duration.ofDays(7);

    private static final Set<Integer> TYPES =
            Set.of(Type.A, Type.AAAA, Type.CNAME, Type.TXT, Type.MX, Type.SRV, Type.NS, Type.CAA, Type.PTR);

    private final Set<String> sites;
    private final CheckReading checks;
    private final Map<String, TransferKey> keys;
    private final List<Placed> servers;

    ZoneReading(Set<String> sites, CheckReading checks, Map<String, TransferKey> keys, List<Placed> servers) {
        this.sites = sites;
        this.checks = checks;
        this.keys = keys;
        this.servers = servers;
    }

    /** The words of {@code zones[].names[].policy}. */
    enum PolicyWord {
        FAILOVER,
        WEIGHTED,
        MULTIVALUE,
        LATENCY,
        NEAREST
    }

    static Map<String, TransferKey> keys(ConfigReader reader) throws ConfigException {
        Map<String, TransferKey> keys = new LinkedHashMap<>();
        for (ConfigReader key : reader.sections("keys")) {
            String name = key.require("name", text -> absolute(text, Name.root)).toString();
            String algorithm = key.require("algorithm", ZoneReading::algorithm);
            Secret secret = key.require("secret_file", ZoneReading::base64);
            if (keys.put(name, new TransferKey(name, algorithm, secret)) != null) {
                throw key.wrong("name", "two keys are called " + name);
            }
        }
        return keys;
    }

    private static String algorithm(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!Set.of("hmac-sha256", "hmac-sha384", "hmac-sha512").contains(lower)) {
            throw new IllegalArgumentException("write hmac-sha256, hmac-sha384 or hmac-sha512");
        }
        return lower + ".";
    }

    private static Secret base64(String file) {
        Secret secret = ConfigReader.secretFile(file);
        try {
            if (Base64.getDecoder().decode(secret.reveal()).length >= 16) {
                return secret;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("what stands in it is not base64; make one with: openssl rand -base64 32");
        }
        throw new IllegalArgumentException("the secret is shorter than 16 bytes; make one with: openssl rand -base64 32");
    }

    List<Zone> zones(ConfigReader reader) throws ConfigException {
        List<Zone> zones = new ArrayList<>();
        for (ConfigReader section : reader.sections("zones")) {
            Name origin = section.require("name", text -> absolute(text, Name.root));
            for (Zone other : zones) {
                if (other.origin().equals(origin)) {
                    throw section.wrong("name", "two zones are called " + origin);
                }
                if (other.origin().subdomain(origin) || origin.subdomain(other.origin())) {
                    throw section.wrong("name", origin + " and " + other.origin() + " overlap: names of the inner one would have two"
                            + " answers; make them one zone");
                }
            }
            zones.add(zone(origin, section));
        }
        return zones;
    }

    private Zone zone(Name origin, ConfigReader section) throws ConfigException {
        Duration ttl = section.require("ttl", ZoneReading::ttl);
        List<Name> nameServers = section.list("name_servers", text -> absolute(text, origin));
        if (nameServers.isEmpty()) {
            throw section.wrong("name_servers", "a zone needs the name of at least one server");
        }
        ZoneContent content = new ZoneContent(origin);
        for (Name server : nameServers) {
            content.add(new NSRecord(origin, DClass.IN, ttl.toSeconds(), server), section, "name_servers");
        }
        for (ConfigReader record : section.sections("records")) {
            content.add(record(record, origin, ttl), record, "name");
        }
        List<BoundName> names = new ArrayList<>();
        for (ConfigReader name : section.sections("names")) {
            BoundName bound = bound(name, origin);
            content.bind(bound, name);
            names.add(bound);
        }
        content.check(section);
        Zone.Start start = new Zone.Start(
                section.value("primary", text -> absolute(text, origin)).orElse(nameServers.getFirst()),
                section.require("contact", text -> absolute(text, origin)),
                ttl,
                section.require("refresh", ZoneReading::ttl), section.require("retry", ZoneReading::ttl),
                section.require("expire", ConfigReader::positiveDuration), section.require("negative_ttl", ZoneReading::ttl));
        return new Zone(origin, start, content.records(), names, secondaries(section));
    }

    private List<Secondary> secondaries(ConfigReader section) throws ConfigException {
        List<Secondary> all = new ArrayList<>();
        for (ConfigReader one : section.sections("secondaries")) {
            Optional<String> key = one.value("key", text ->
                    Reading.known(absolute(text, Name.root).toString(), keys.keySet(), "key"));
            all.add(new Secondary(one.require("address", Reading::socket), key.map(keys::get).orElse(null)));
        }
        return all;
    }

    private static Record record(ConfigReader section, Name origin, Duration fallback) throws ConfigException {
        Name owner = section.require("name", text -> absolute(text, origin));
        int type = section.require("type", ZoneReading::type);
        long ttl = section.value("ttl", ZoneReading::ttl).orElse(fallback).toSeconds();
        if (!owner.subdomain(origin)) {
            throw section.wrong("name", owner + " is not in the zone " + origin);
        }
        if (type == Type.NS && owner.equals(origin)) {
            throw section.wrong("type", "the servers of the zone itself are its name_servers");
        }
        return section.require("data", text -> {
            try {
                return Record.fromString(owner, type, DClass.IN, ttl, text, origin);
            } catch (IOException e) {
                throw new IllegalArgumentException("this is no data of " + Type.string(type) + ": " + e.getMessage(), e);
            }
        });
    }

    private static int type(String text) {
        int type = Type.value(text);
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("write one of A, AAAA, CNAME, TXT, MX, SRV, CAA, PTR, NS");
        }
        return type;
    }

    static Duration ttl(String text) {
        Duration ttl = ConfigReader.duration(text);
        if (ttl.toSeconds() < 1) {
            throw new IllegalArgumentException("at least 1s: what may not be kept at all is asked for by every client, every time");
        }
        if (ttl.compareTo(LONGEST_TTL) > 0) {
            throw new IllegalArgumentException("at most 7d");
        }
        return ttl;
    }

    private static Name absolute(String text, Name origin) {
        try {
            return Name.fromString(text.toLowerCase(Locale.ROOT), origin);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("this is no name: " + e.getMessage()
                    + " (labels have at most 63 bytes, names 255)", e);
        }
    }

    private BoundName bound(ConfigReader section, Name origin) throws ConfigException {
        Name name = section.require("name", text -> absolute(text, origin));
        if (!name.subdomain(origin)) {
            throw section.wrong("name", name + " is not in the zone " + origin);
        }
        Duration ttl = section.require("ttl", ZoneReading::ttl);
        Duration whenDown = section.require("ttl_when_down", ZoneReading::ttl);
        if (whenDown.compareTo(ttl) > 0) {
            whenDown = ttl;
        }
        return new BoundName(name.toString(), binding(section), policy(section), ttl, whenDown);
    }

    private Policy policy(ConfigReader section) throws ConfigException {
        Optional<String> from = section.value("from", text -> Reading.known(text, sites, "site"));
        return switch (section.require("policy", ConfigReader.oneOf(PolicyWord.class))) {
            case FAILOVER -> new Policy.Failover();
            case WEIGHTED -> new Policy.Weighted();
            case MULTIVALUE -> new Policy.Multivalue(section.require("most", Reading.number(1, 32)));
            case LATENCY -> new Policy.Latency(from);
            case NEAREST -> new Policy.Nearest(from);
        };
    }

    private Binding binding(ConfigReader section) throws ConfigException {
        List<ConfigReader> targets = section.sections("targets");
        Optional<String> writer = section.value("writer", Reading::word);
        Optional<String> readers = section.value("readers", Reading::word);
        Optional<String> galera = section.value("galera", Reading::word);
        long bindings = (targets.isEmpty() ? 0 : 1) + writer.stream().count() + readers.stream().count() + galera.stream().count();
        if (bindings != 1) {
            throw section.wrong("name", "to whom is it bound? Write one of writer, readers, galera and targets");
        }
        if (writer.isPresent()) {
            return new Binding.Writer(writer.get(), places(section, "writer"));
        }
        if (readers.isPresent()) {
            return new Binding.Readers(
                    readers.get(), section.require("maximum_lag", ConfigReader::positiveDuration),
                    section.require("when_none", ConfigReader.oneOf(Binding.WhenNone.class)), places(section, "readers"));
        }
        if (galera.isPresent()) {
            Map<Address, Target> nodes = new LinkedHashMap<>();
            servers.stream().filter(one -> one.cluster().equals(galera)).forEach(one -> nodes.put(one.address(), one.target()));
            if (nodes.isEmpty()) {
                throw section.wrong("galera", "no server of this configuration has \"cluster: " + galera.get() + "\"");
            }
            return new Binding.GaleraNodes(galera.get(), nodes);
        }
        List<Target> all = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (ConfigReader target : targets) {
            all.add(target(target));
            if (!seen.add(all.getLast().name())) {
                throw target.wrong("name", "two targets of this name are called " + all.getLast().name());
            }
        }
        return new Binding.Targets(all, section.require("fail_open", ConfigReader::onOrOff));
    }

    private Map<Address, Target> places(ConfigReader section, String option) throws ConfigException {
        if (servers.isEmpty()) {
            throw section.wrong(option, "where are its servers? Describe them under \"servers\"");
        }
        Map<Address, Target> places = new LinkedHashMap<>();
        servers.forEach(one -> places.put(one.address(), one.target()));
        return places;
    }

    private Target target(ConfigReader section) throws ConfigException {
        List<String> ips = section.list("ip", Reading::ip);
        if (ips.isEmpty()) {
            throw section.wrong("ip", "what are clients to be answered? Write at least one address");
        }
        return new Target(
                section.value("name", Reading::word).orElse(ips.getFirst()), ips,
                section.require("port", Reading.number(1, 65_535)),
                section.require("weight", Reading.number(0, 255)),
                section.value("site", one -> Reading.known(one, sites, "site")),
                section.value("check", one -> Reading.known(one, checks.names(), "check")));
    }
}

package dev.tutti.traffic.zone;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.decide.Sites;
import dev.tutti.core.traffic.evidence.Knowledge.Pair;
import dev.tutti.core.traffic.health.Calculated;
import dev.tutti.core.traffic.name.Target;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.traffic.zone.DnsConfig.Limit;
import dev.tutti.traffic.zone.DnsConfig.Server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a document into a configuration. Stateless. */
final class Reading {
    private Reading() {}

    /** A server of the configuration. */
    record Placed(Address address, Target target, Optional<String> cluster) {}

    static DnsConfig from(ConfigReader reader) throws ConfigException {
        Map<String, List<Network>> networks = networks(reader);
        Sites sites = sites(reader, networks.keySet());
        CheckReading checks = CheckReading.of(reader);
        Map<String, TransferKey> keys = ZoneReading.keys(reader);
        List<Placed> servers = servers(reader, networks.keySet(), checks);
        List<Zone> zones = new ZoneReading(networks.keySet(), checks, keys, servers).zones(reader);
        return new DnsConfig(server(reader), sites, networks, GeographyReading.from(reader), checks.checks(), checks.calculated(), zones);
    }

    private static Server server(ConfigReader reader) throws ConfigException {
        List<InetSocketAddress> listen = reader.list("dns.listen", Reading::socket);
        if (new LinkedHashSet<>(listen).size() < listen.size()) {
            throw reader.wrong("dns.listen", "an address stands here for the second time");
        }
        InetSocketAddress admin = reader.require("dns.admin", Reading::socket);
        if (!admin.getAddress().isLoopbackAddress()) {
            throw reader.wrong("dns.admin", "it is on loopback only, as the token would travel in clear text");
        }
        return new Server(
                listen.isEmpty() ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5353)) : listen,
                reader.require("dns.receivers", number(1, 64)),
                admin,
                reader.value("dns.token_file", ConfigReader::secretFile).orElse(null),
                reader.require("dns.state_folder", ConfigReader::path),
                reader.require("dns.share_of_observers", number(0, 99)),
                reader.require("dns.tcp_connections", number(1, 100_000)),
                new Limit(
                        reader.require("dns.rate_limit", number(0, 10_000_000)),
                        reader.require("dns.rate_limit_slip", number(0, 10)),
                        reader.list("dns.rate_limit_exempt", Network::parse)));
    }

    static java.util.function.Function<String, Integer> number(int least, int most) {
        return ConfigReader.number(least, most).andThen(Long::intValue);
    }

    /** An IP address and a port. */
    static InetSocketAddress socket(String text) {
        if (!text.matches(".*[^:]:\\d+") || (text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("["))) {
            throw new IllegalArgumentException("write an IP address and a port, such as 10.0.0.1:53 or [fd00::1]:53");
        }
        Address address = Address.parse(text);
        return new InetSocketAddress(Network.literal(address.host()), address.port());
    }

    private static Map<String, List<Network>> networks(ConfigReader reader) throws ConfigException {
        Map<String, List<Network>> networks = new LinkedHashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        for (ConfigReader site : reader.sections("sites")) {
            String name = site.require("name", Reading::word);
            List<Network> its = site.list("networks", Network::parse);
            for (String text : site.list("networks", text -> text)) {
                String owner = owners.put(text, name);
                if (owner != null) {
                    throw site.wrong("networks", text + " belongs to " + owner + " already: a client is in one site only");
                }
            }
            if (networks.put(name, its) != null) {
                throw site.wrong("name", "two sites are called " + name);
            }
        }
        return networks;
    }

    static String word(String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")) {
            throw new IllegalArgumentException("write letters, digits and . _ : - only");
        }
        return text;
    }

    private static Sites sites(ConfigReader reader, Set<String> names) throws ConfigException {
        Map<String, List<String>> neighbours = new LinkedHashMap<>();
        Map<Pair, Duration> times = new LinkedHashMap<>();
        for (ConfigReader site : reader.sections("sites")) {
            String name = site.require("name", Reading::word);
            List<String> near = site.list("near", one -> known(one, names, "site"));
            if (near.contains(name)) {
                throw site.wrong("near", name + " cannot stand in for itself");
            }
            neighbours.put(name, near);
            for (ConfigReader time : site.sections("times")) {
                String to = time.require("to", one -> known(one, names, "site"));
                times.put(new Pair(name, to), time.require("time", ConfigReader::positiveDuration));
            }
        }
        return new Sites(neighbours, times);
    }

    static String known(String name, Set<String> names, String what) {
        if (!names.contains(name)) {
            throw new IllegalArgumentException("there is no such " + what
                    + (names.isEmpty() ? "; none is described" : "; there are " + String.join(", ", names.stream().limit(12).toList())));
        }
        return name;
    }

    private static List<Placed> servers(ConfigReader reader, Set<String> sites, CheckReading checks) throws ConfigException {
        List<Placed> servers = new ArrayList<>();
        Set<Address> seen = new LinkedHashSet<>();
        for (ConfigReader server : reader.sections("servers")) {
            Address address = server.require("address", Address::parse);
            if (!seen.add(address)) {
                throw server.wrong("address", address + " stands here for the second time");
            }
            List<String> ips = server.list("ip", Reading::ip);
            if (ips.isEmpty()) {
                try {
                    ips = List.of(ip(address.host()));
                } catch (IllegalArgumentException e) {
                    throw server.wrong("ip", "what are clients to be answered? " + address.host() + " is a name, so write its addresses");
                }
            }
            Optional<String> cluster = server.value("cluster", Reading::word);
            Optional<String> check = server.value("check", name -> known(name, checks.checks().keySet(), "check"));
            if (check.isPresent() && !checks.ofGalera(check.get())) {
                throw server.wrong("check", check.get() + " is not of kind galera: only what a node says itself shows that it is Primary");
            }
            servers.add(new Placed(address, new Target(
                    server.value("name", Reading::word).orElse(address.toString()), ips, address.port(),
                    server.require("weight", number(0, 255)),
                    server.value("site", one -> known(one, sites, "site")), check), cluster));
        }
        return servers;
    }

    /** An address in the one form in which it is compared. */
    static String ip(String text) {
        return Network.literal(text).getHostAddress();
    }

    /** For what is calculated: its children's names are looked up later. */
    static Calculated calculated(ConfigReader check, List<String> children, int needed) throws ConfigException {
        try {
            return new Calculated(children, needed);
        } catch (IllegalArgumentException e) {
            throw check.wrong(children.isEmpty() ? "children" : "needed", String.valueOf(e.getMessage()));
        }
    }
}

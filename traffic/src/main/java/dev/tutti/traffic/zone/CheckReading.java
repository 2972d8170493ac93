package dev.tutti.traffic.zone;

import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.health.Calculated;
import dev.tutti.core.traffic.health.Thresholds;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads checks.
 *
 * @param checks those that are made, by name
 * @param calculated those that are counted, by name
 */
record CheckReading(Map<String, Check> checks, Map<String, Calculated> calculated) {
    /** The words of {@code checks[].kind}. */
    enum CheckKind {
        TCP,
        HTTP,
        HTTPS,
        QUERY,
        GALERA,
        CALCULATED
    }

    static CheckReading of(ConfigReader reader) throws ConfigException {
        CheckReading all = new CheckReading(new LinkedHashMap<>(), new LinkedHashMap<>());
        Map<String, ConfigReader> places = new LinkedHashMap<>();
        for (ConfigReader check : reader.sections("checks")) {
            String name = check.require("name", Reading::word);
            if (places.put(name, check) != null) {
                throw check.wrong("name", "two checks are called " + name);
            }
            CheckKind kind = check.require("kind", ConfigReader.oneOf(CheckKind.class));
            if (kind == CheckKind.CALCULATED) {
                all.calculated.put(name, Reading.calculated(
                        check, check.list("children", Reading::word),
                        check.require("needed", Reading.number(1, Calculated.MOST))));
            } else {
                all.checks.put(name, made(name, kind, check));
            }
        }
        for (String name : all.calculated.keySet()) {
            ConfigReader place = places.get(name);
            if (place != null) {
                place.list("children", child -> Reading.known(child, all.names(), "check"));
                all.refuseCircle(name, name, new HashSet<>(), place);
            }
        }
        return all;
    }

    boolean ofGalera(String name) {
        Check check = checks.get(name);
        return check != null && check.probe() instanceof Probe.Galera;
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(checks.keySet());
        names.addAll(calculated.keySet());
        return names;
    }

    private void refuseCircle(String from, String at, Set<String> seen, ConfigReader place) throws ConfigException {
        Calculated below = calculated.get(at);
        if (below == null || !seen.add(at)) {
            return;
        }
        for (String child : below.children()) {
            if (child.equals(from)) {
                throw place.wrong("children", from + " would depend on itself, through " + at);
            }
            refuseCircle(from, child, seen, place);
        }
    }

    private static Check made(String name, CheckKind kind, ConfigReader check) throws ConfigException {
        InetSocketAddress address = check.require("address", Reading::socket);
        if (address.getAddress().isAnyLocalAddress() || address.getAddress().isMulticastAddress()) {
            throw check.wrong("address", "nothing can be reached there: write the address of one server");
        }
        Duration interval = check.require("interval", ConfigReader::positiveDuration);
        Duration timeout = check.require("timeout", ConfigReader::positiveDuration);
        if (timeout.compareTo(interval) > 0) {
            throw check.wrong("timeout", "it is longer than the interval of " + interval.toMillis() + " ms: one would begin before the"
                    + " last has ended");
        }
        Thresholds thresholds = new Thresholds(
                check.require("failures", Reading.number(1, 10)), check.require("successes", Reading.number(1, 10)));
        Probe probe = switch (kind) {
            case TCP, CALCULATED -> new Probe.Tcp(address);
            case HTTP, HTTPS -> http(check, address, kind == CheckKind.HTTPS);
            case QUERY -> new Probe.Query(address, account(check), check.require("query", text -> text), check.value("expect", text -> text));
            case GALERA -> new Probe.Galera(address, account(check));
        };
        Optional<Integer> share = check.value("share", Reading.number(0, 99));
        return new Check(name, probe, interval, timeout, thresholds, new Check.Watchers(
                check.list("observers", Reading::word), share.map(OptionalInt::of).orElse(OptionalInt.empty())));
    }

    private static Credentials account(ConfigReader check) throws ConfigException {
        return new Credentials(
                check.require("user", text -> text), check.value("password_file", ConfigReader::secretFile).orElse(Secret.of("")));
    }

    private static Probe http(ConfigReader check, InetSocketAddress address, boolean tls) throws ConfigException {
        int[] range = check.require("status", CheckReading::statuses);
        String shown = address.getAddress().getHostAddress();
        return new Probe.Http(
                address, tls,
                check.value("host", CheckReading::header).orElse(shown.indexOf(':') >= 0 ? "[" + shown + "]" : shown),
                check.require("path", CheckReading::path), range[0], range[1],
                check.value("body", text -> text));
    }

    private static String header(String text) {
        if (!text.matches("[!-~]{1,253}")) {
            throw new IllegalArgumentException("write a host name");
        }
        return text;
    }

    private static String path(String text) {
        if (!text.matches("/[!-~]{0,2000}")) {
            throw new IllegalArgumentException("write a path from / on, without blanks");
        }
        return text;
    }

    private static int[] statuses(String text) {
        if (!text.matches("[1-5]\\d\\d(-[1-5]\\d\\d)?")) {
            throw new IllegalArgumentException("write a status such as 200, or a range such as 200-399");
        }
        return new int[] {Integer.parseInt(text.substring(0, 3)), Integer.parseInt(text.substring(text.length() - 3))};
    }
}

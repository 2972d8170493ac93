package dev.tutti.traffic.feed.config;

import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.config.ProviderReading.Kind;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads which of a router's names says what a route says. Stateless. */
final class BindingReading {
    private BindingReading() {}

    static List<Binding> bindings(ConfigReader reader, Kind kind, RouterConfig router) throws ConfigException {
        List<Binding> bindings = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (ConfigReader one : reader.sections("routes")) {
            String route = one.require("route", BindingReading::dnsName);
            String to = target(one, kind, router, route);
            if (!taken.add(to)) {
                throw one.wrong("to", "two routes are bound to " + to);
            }
            bindings.add(new Binding(route, to, one.require("purpose", ConfigReader.oneOf(Purpose.class))));
        }
        if (kind == Kind.AGENT_CHECK && !bindings.isEmpty()) {
            throw reader.wrong("routes", "kind agent_check has no such option: it answers for every route, as agent-send asks");
        }
        if (kind != Kind.AGENT_CHECK && bindings.isEmpty()) {
            throw reader.wrong("routes", "without routes there is nothing to tell it");
        }
        return bindings;
    }

    private static String target(ConfigReader one, Kind kind, RouterConfig router, String route) throws ConfigException {
        Optional<String> to = one.value("to", parser(kind));
        boolean own = kind == Kind.RFC2136 || kind == Kind.ROUTE53 || kind == Kind.COMMAND;
        if (to.isEmpty() && !own) {
            throw one.wrong("to", "it is missing: what the route is there");
        }
        String target = to.orElse(route);
        if (router instanceof RouterConfig.DnsZone zone && !target.equals(zone.zone()) && !target.endsWith("." + zone.zone())) {
            throw one.wrong("to", target + " is not within zone " + zone.zone());
        }
        return target;
    }

    private static Function<String, String> parser(Kind kind) {
        return switch (kind) {
            case RFC2136, ROUTE53 -> BindingReading::dnsName;
            case PROXYSQL -> text -> Long.toString(ConfigReader.number(0, Integer.MAX_VALUE).apply(text));
            case ADDRESS -> BindingReading::addressWithPrefix;
            case HAPROXY -> BindingReading::backend;
            case CONSUL, ETCD, COMMAND, AGENT_CHECK -> BindingReading::text;
        };
    }

    private static String text(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        return text.strip();
    }

    /** It becomes part of a command line of HAProxy's. */
    private static String backend(String text) {
        if (!text.matches("[A-Za-z0-9_.:-]+")) {
            throw new IllegalArgumentException("write a backend's name as haproxy.cfg has it: letters, digits and - _ . :");
        }
        return text;
    }

    /** In lower case with its last dot. */
    static String dnsName(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        name = name.endsWith(".") ? name : name + ".";
        try {
            if (name.equals(".") || Name.fromString(name).isWild()) {
                throw new IllegalArgumentException("write a DNS name without a star, such as write.payments.example");
            }
        } catch (TextParseException e) {
            throw new IllegalArgumentException("that is no DNS name: " + e.getMessage(), e);
        }
        return name;
    }

    static String ip(String text) {
        try {
            return InetAddress.ofLiteral(text.strip()).getHostAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("write an IP address, such as 10.0.0.1", e);
        }
    }

    private static String addressWithPrefix(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("write the length of the prefix as well, such as 192.0.2.10/24");
        }
        String ip = ip(text.substring(0, slash));
        return text.substring(0, slash).strip() + "/"
                + ConfigReader.number(1, ip.indexOf(':') >= 0 ? 128 : 32).apply(text.substring(slash + 1));
    }
}

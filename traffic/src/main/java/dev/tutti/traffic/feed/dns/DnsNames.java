package dev.tutti.traffic.feed.dns;

import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.traffic.feed.Binding;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Map;
import java.util.TreeMap;

/** How a route reads as address records. A member is a record's type and data: {@code A 10.0.0.1}. Stateless. */
final class DnsNames {
    private DnsNames() {}

    /** As the set of addresses: records have no weights, so those of weight 0 are left out unless nobody else is there. */
    static Entry entry(String to, Route route) {
        Map<String, String> members = new TreeMap<>();
        for (Endpoint endpoint : Binding.serving(route)) {
            members.put(member(endpoint.ip()), "");
        }
        return Entry.of(to, members, ttl(route.ttl().toSeconds()));
    }

    /** The literal is parsed and never looked up; an IPv6 address has many spellings, and this gives always the same. */
    static String member(String ip) {
        InetAddress address = InetAddress.ofLiteral(ip);
        return (address instanceof Inet4Address ? "A " : "AAAA ") + address.getHostAddress();
    }

    static String ttl(long seconds) {
        return "ttl " + seconds;
    }
}

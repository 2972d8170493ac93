package dev.tutti.traffic.zone;

import dev.tutti.settings.Option;
import dev.tutti.settings.Option.Kind;

import java.util.List;

/** The options of a DNS server's configuration. */
public final class Options {
    static final List<Option> ALL = List.of(
            new Option("dns.listen[]", Kind.ADDRESS, "", "Where it answers, UDP and TCP; without any 127.0.0.1:5353."),
            new Option("dns.receivers", Kind.NUMBER, "2", "Threads that receive UDP on each address, 1 to 64; as many as cores."),
            new Option("dns.admin", Kind.ADDRESS, "127.0.0.1:7430", "Where `tutti dns ask`, `status` and `set-down` are answered; on"
                    + " loopback only."),
            new Option("dns.token_file", Kind.FILE, "", "A file that holds a token and nothing else, which changes need; without it"
                    + " nobody can change anything."),
            new Option("dns.state_folder", Kind.FOLDER, "/var/lib/tutti-dns", "What must survive a restart: overrides and serials."),
            new Option("dns.share_of_observers", Kind.NUMBER, "18", "Per cent of the observers: a target is up when more than this"
                    + " share see it up. Route 53's value: observers that are cut off take nothing out."),
            new Option("dns.tcp_connections", Kind.NUMBER, "256", "At the same time; one that says nothing is closed after 10 s."),
            new Option("dns.rate_limit", Kind.NUMBER, "1000", "UDP answers a second for each network of clients (/24, /56); 0 for no"
                    + " limit. A resolver that keeps answers 5 s asks 0.2 times a second for each name."),
            new Option("dns.rate_limit_slip", Kind.NUMBER, "2", "Every how manieth question beyond the limit is told to come by TCP,"
                    + " which a forged sender cannot; the others are dropped. 0: all are."),
            new Option("dns.rate_limit_exempt[]", Kind.TEXT, "", "Networks without a limit, such as `10.0.0.0/8`."),
            new Option("dns.geoip", Kind.FILE, "", "A file in MaxMind's format that tells the country of an address, such as GeoLite2-Country.mmdb,"
                    + " for `sites[].countries`; read again when it changes."),
            new Option("sites[].name", Kind.TEXT, "", "What a site is called."),
            new Option("sites[].networks[]", Kind.TEXT, "", "Where its clients are, such as `10.1.0.0/16`; the longest match counts."),
            new Option("sites[].countries[]", Kind.TEXT, "", "Whose clients it serves by `dns.geoip`, such as `GB`; `networks` of any site come first."),
            new Option("sites[].continents[]", Kind.TEXT, "", "The same for all countries that no site names: `AF`, `AN`, `AS`, `EU`, `NA`, `OC` or `SA`."),
            new Option("sites[].near[]", Kind.TEXT, "", "Sites that stand in for it, the nearest first."),
            new Option("sites[].times[].to", Kind.TEXT, "", "Another site."),
            new Option("sites[].times[].time", Kind.DURATION, "", "The round trip to it; one direction is enough. What agents measure"
                    + " replaces it."),
            new Option("servers[].address", Kind.ADDRESS, "", "A database server as the control plane knows it."),
            new Option("servers[].name", Kind.TEXT, "", "What overrides call it; without one its address."),
            new Option("servers[].ip[]", Kind.TEXT, "", "What clients are answered; without any its address, if that is an IP."),
            new Option("servers[].site", Kind.TEXT, "", "Where it stands."),
            new Option("servers[].weight", Kind.NUMBER, "1", "0 to 255; 0 is answered only when no other is left."),
            new Option("servers[].cluster", Kind.TEXT, "", "The Galera cluster of which it is a node."),
            new Option("servers[].check", Kind.TEXT, "", "A check of kind `galera`, for when nothing is known of its cluster."),
            new Option("checks[].name", Kind.TEXT, "", "What targets call it."),
            new Option("checks[].kind", Kind.TEXT, "", "`tcp`, `http`, `https`, `query`, `galera` or `calculated`."),
            new Option("checks[].address", Kind.ADDRESS, "", "What is checked: an IP address and port."),
            new Option("checks[].interval", Kind.DURATION, "2s", "Between the starts of two. With three failures and a timeout of 1 s a"
                    + " death is noticed after at most 3 × 2 s + 1 s = 7 s."),
            new Option("checks[].timeout", Kind.DURATION, "1s", "After which one has failed; not longer than the interval."),
            new Option("checks[].failures", Kind.NUMBER, "3", "In a row until it is down, 1 to 10: one lost packet changes nothing."),
            new Option("checks[].successes", Kind.NUMBER, "3", "In a row until it is up again, 1 to 10: one that flaps stays out."),
            new Option("checks[].observers[]", Kind.TEXT, "", "Whose results count: names of agents (`agents.hosts` of the control plane)"
                    + " with a check of this name, and `here` for this process. Without any, this process checks, and whoever reports"
                    + " counts as well."),
            new Option("checks[].share", Kind.NUMBER, "", "Per cent of the observers, instead of `dns.share_of_observers`: with 50"
                    + " more than half of those that know have to see it up."),
            new Option("checks[].path", Kind.TEXT, "/", "What an `http` check asks for."),
            new Option("checks[].host", Kind.TEXT, "", "What it says in the Host header; without one its address."),
            new Option("checks[].status", Kind.TEXT, "200-399", "The good statuses, one or a range, as with Route 53."),
            new Option("checks[].body", Kind.TEXT, "", "Text that must stand in the first 5,120 bytes of the body."),
            new Option("checks[].user", Kind.TEXT, "", "The account of a `query` or `galera` check."),
            new Option("checks[].password_file", Kind.FILE, "", "A file that holds its password and nothing else."),
            new Option("checks[].query", Kind.TEXT, "SELECT 1", "What a `query` check asks."),
            new Option("checks[].expect", Kind.TEXT, "", "The first column of the first row; without it any answer is good."),
            new Option("checks[].children[]", Kind.TEXT, "", "The checks below a `calculated` one, at most 256."),
            new Option("checks[].needed", Kind.NUMBER, "1", "How many of them must be up."),
            new Option("keys[].name", Kind.TEXT, "", "The name of a TSIG key, the same on both sides."),
            new Option("keys[].algorithm", Kind.TEXT, "hmac-sha256", "`hmac-sha256`, `hmac-sha384` or `hmac-sha512`."),
            new Option("keys[].secret_file", Kind.FILE, "", "A file that holds the secret in base64 and nothing else."),
            new Option("zones[].name", Kind.TEXT, "", "The zone, such as `db.example`."),
            new Option("zones[].primary", Kind.TEXT, "", "The server that the SOA names; without one the first name server."),
            new Option("zones[].contact", Kind.TEXT, "hostmaster", "Mail address of its keeper as a name, relative to the zone."),
            new Option("zones[].name_servers[]", Kind.TEXT, "", "Names of the servers of this zone; at least one."),
            new Option("zones[].ttl", Kind.DURATION, "1h", "Of records that say nothing else."),
            new Option("zones[].negative_ttl", Kind.DURATION, "5s", "How long it may be kept that a name has no address: not longer than"
                    + " anybody may wait who asked in the moment in which nobody could be answered."),
            new Option("zones[].refresh", Kind.DURATION, "1m", "How often secondaries look on their own; changes are notified."),
            new Option("zones[].retry", Kind.DURATION, "30s", "How soon they try again."),
            new Option("zones[].expire", Kind.DURATION, "7d", "How long they go on answering without this server."),
            new Option("zones[].secondaries[].address", Kind.ADDRESS, "", "Who may transfer the zone and is notified: an IP and port."),
            new Option("zones[].secondaries[].key", Kind.TEXT, "", "The key that its requests are signed with."),
            new Option("zones[].records[].name", Kind.TEXT, "@", "Relative to the zone; `@` is the zone itself, `*` any other name."),
            new Option("zones[].records[].type", Kind.TEXT, "", "`A`, `AAAA`, `CNAME`, `TXT`, `MX`, `SRV`, `CAA`, `PTR`, or `NS` for a"
                    + " delegation."),
            new Option("zones[].records[].ttl", Kind.DURATION, "", "How long it may be kept."),
            new Option("zones[].records[].data", Kind.TEXT, "", "As in a zone file."),
            new Option("zones[].names[].name", Kind.TEXT, "", "Relative to the zone; `@` is the zone itself."),
            new Option("zones[].names[].ttl", Kind.DURATION, "30s", "How long an answer may be kept while all is well."),
            new Option("zones[].names[].ttl_when_down", Kind.DURATION, "5s", "The same while anything behind it is down: what is about"
                    + " to change again is not kept for long."),
            new Option("zones[].names[].policy", Kind.TEXT, "failover", "`failover`, `weighted`, `multivalue`, `latency` or `nearest`."),
            new Option("zones[].names[].most", Kind.NUMBER, "8", "How many `multivalue` answers at once, 1 to 32."),
            new Option("zones[].names[].from", Kind.TEXT, "", "The site that `latency` and `nearest` look from; without it the client's."),
            new Option("zones[].names[].fail_open", Kind.SWITCH, "true", "Whether all targets are answered when all are down, as with"
                    + " Route 53: checks that all fail are more often wrong than right."),
            new Option("zones[].names[].writer", Kind.TEXT, "", "The chain whose primary it is."),
            new Option("zones[].names[].readers", Kind.TEXT, "", "The chain whose replicas it is."),
            new Option("zones[].names[].maximum_lag", Kind.DURATION, "10s", "How far behind they may be."),
            new Option("zones[].names[].when_none", Kind.TEXT, "lagging", "Who reads when no replica is good enough: `lagging` replicas,"
                    + " the `primary`, or `nobody`."),
            new Option("zones[].names[].galera", Kind.TEXT, "", "The Galera cluster whose nodes it is."),
            new Option("zones[].names[].targets[].name", Kind.TEXT, "", "What overrides call it."),
            new Option("zones[].names[].targets[].ip[]", Kind.TEXT, "", "Its addresses."),
            new Option("zones[].names[].targets[].port", Kind.NUMBER, "3306", "Of its service; DNS does not tell it, other routers do."),
            new Option("zones[].names[].targets[].weight", Kind.NUMBER, "1", "0 to 255; 0 is answered only when no other is left."),
            new Option("zones[].names[].targets[].site", Kind.TEXT, "", "Where it stands."),
            new Option("zones[].names[].targets[].check", Kind.TEXT, "", "Its check; without one it is always up."));

    private Options() {}

    public static List<Option> all() {
        return ALL;
    }
}

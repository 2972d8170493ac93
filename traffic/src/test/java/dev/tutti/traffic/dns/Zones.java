package dev.tutti.traffic.dns;

import dev.tutti.core.traffic.Route;
import dev.tutti.core.traffic.decide.Decider;
import dev.tutti.core.traffic.decide.Overrides;
import dev.tutti.core.traffic.decide.Situation;
import dev.tutti.core.traffic.evidence.Knowledge;
import dev.tutti.core.traffic.name.BoundName;
import dev.tutti.traffic.zone.DnsConfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Zones for tests, compiled without a server. */
final class Zones {
    static final String TEXT = """
            sites:
              - {name: paris, networks: [10.1.0.0/16, "fd00:1::/32"], near: [london]}
              - {name: london, networks: [10.2.0.0/16, 10.1.7.0/24]}
            zones:
              - name: db.example
                name_servers: [ns1]
                records:
                  - {name: ns1, type: A, data: 10.0.0.53}
                  - {name: www, type: CNAME, data: app}
                  - {name: far, type: CNAME, data: www.elsewhere.example.}
                  - {name: round, type: CNAME, data: about}
                  - {name: about, type: CNAME, data: round}
                  - {name: "*.wild", type: TXT, data: '"anything"'}
                  - {name: "b.c.deep", type: A, data: 10.0.0.7}
                  - {name: sub, type: NS, data: ns.sub}
                  - {name: ns.sub, type: A, data: 10.9.9.9}
                  - {name: mail, type: MX, data: 10 ns1}
                  - {name: big, type: TXT, data: '"LONG"'}
                names:
                  - {name: app, ttl: 30s, targets: [{name: a, ip: [10.0.0.1, "fd00::1"]}, {name: b, ip: [10.0.0.2]}]}
                  - name: near
                    policy: nearest
                    targets:
                      - {name: p, ip: [10.0.0.1], site: paris}
                      - {name: l, ip: [10.0.0.2], site: london}
                  - name: many
                    policy: multivalue
                    targets: [{ip: [10.0.0.1]}, {ip: [10.0.0.2]}, {ip: [10.0.0.3]}, {ip: [10.0.0.4]}]
                  - name: weighty
                    policy: weighted
                    targets: [{name: x, ip: [10.0.0.1], weight: 3}, {name: y, ip: [10.0.0.2], weight: 1}]
                  - {name: nobody, writer: shop}
              - name: other.example
                name_servers: [ns.elsewhere.]
            servers:
              - {address: "10.0.0.1:3306"}
            """.replace("LONG", "x".repeat(255)
                    .concat("\" \"").repeat(5));

    private Zones() {}

    static Published published() throws Exception {
        return published(TEXT);
    }

    static Published published(String text) throws Exception {
        DnsConfig config = DnsConfig.parse(text, "test.yaml");
        Situation situation = new Situation(Knowledge.NONE, Map.of(), Overrides.NONE, config.sites());
        long[] serials = new long[config.zones().size()];
        java.util.Arrays.fill(serials, 7);
        return new Published(
                new Compiler(config.zones()).build(bound -> decide(bound, config, situation), serials),
                new Networks(config.networks()));
    }

    private static List<Route> decide(BoundName bound, DnsConfig config, Situation situation) {
        List<Route> all = new ArrayList<>(List.of(Decider.decide(bound, situation, Optional.empty())));
        if (bound.policy().dependsOnClient()) {
            config.networks().keySet().forEach(site -> all.add(Decider.decide(bound, situation, Optional.of(site))));
        }
        return all;
    }
}

package dev.tutti.traffic.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.settings.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is wrong with a file is named with its line and column, and what to write instead. */
class BadInputTest {
    private static final String ZONE = """
            zones:
              - name: db.example
                name_servers: [ns1]
                records:
                  - {name: ns1, type: A, data: 10.0.0.53}
            """;

    private static Arguments bad(String text, String... parts) {
        return Arguments.of(text, List.of(parts));
    }

    private static String record(String record) {
        return ZONE + "      - " + record + "\n";
    }

    private static String name(String name) {
        return ZONE + "    names:\n      - " + name + "\n";
    }

    static Stream<Arguments> mistakes() {
        String target = "targets: [{ip: [10.0.0.1]}]";
        String label = "a".repeat(64);
        return Stream.of(
                // zones
                bad(ZONE + "  - name: a.db.example\n    name_servers: [ns.elsewhere.]\n", "line 6, column 11", "overlap"),
                bad(ZONE + "  - name: DB.example.\n    name_servers: [ns.elsewhere.]\n", "line 6", "two zones are called"),
                bad("zones:\n  - name: db.example\n", "line 2, column 5", "name_servers", "at least one server"),
                bad("zones:\n  - name: db.example\n    name_servers: [ns1]\n", "line 3", "is in this zone and has no address"),
                bad("zones:\n  - name: " + label + ".example\n    name_servers: [ns.]\n", "line 2, column 11", "labels have at most 63"),
                bad("zones:\n  - name: " + "abcdefghi.".repeat(26) + "\n    name_servers: [ns.]\n", "line 2", "no name"),
                bad("zones:\n  - name: db..example\n    name_servers: [ns.]\n", "line 2", "no name"),
                bad(ZONE.replace("name_servers", "negative_ttl: 0s\n    name_servers"), "line 3, column 19", "at least 1s"),
                // records
                bad(record("{name: www, type: A, ttl: 0s, data: 10.0.0.1}"), "line 6, column 35", "ttl", "at least 1s"),
                bad(record("{name: www, type: A, ttl: 90d, data: 10.0.0.1}"), "line 6", "at most 7d"),
                bad(record("{name: ns1, type: CNAME, data: www}"), "line 6, column 16", "CNAME beside other data"),
                bad(record("{name: '@', type: CNAME, data: www}"), "line 6", "CNAME beside other data"),
                bad(record("{name: www, type: A, data: 10.0.0.300}"), "line 6", "no data of A"),
                bad(record("{name: www, type: MX, data: mail}"), "line 6", "no data of MX"),
                bad(record("{name: www, type: SOA, data: x}"), "line 6, column 27", "write one of A, AAAA"),
                bad(record("{name: www.other.example., type: A, data: 10.0.0.1}"), "line 6", "not in the zone"),
                bad(record("{name: ns1, type: A, data: 10.0.0.53}"), "line 6", "second time"),
                bad(record("{name: ns1, type: A, ttl: 5s, data: 10.0.0.54}"), "line 6, column 35", "same TTL"),
                bad(record("{name: '@', type: NS, data: ns2}"), "line 6", "name_servers"),
                bad(record("{name: sub, type: NS, data: ns.sub}"), "line 6", "has no address"),
                bad(record("{name: sub, type: NS, data: ns.elsewhere.}\n      - {name: x.sub, type: TXT, data: x}"), "line 7",
                        "is delegated"),
                bad(record("{name: www, type: A}"), "line 6, column 9", "data\" is missing"),
                // names
                bad(name("{name: app, ttl: 0s, " + target + "}"), "line 7, column 26", "at least 1s"),
                bad(name("{name: app}"), "line 7", "to whom is it bound"),
                bad(name("{name: app, writer: shop, " + target + "}"), "line 7", "one of writer, readers, galera and targets"),
                bad(name("{name: app, writer: shop}"), "line 7", "where are its servers"),
                bad(name("{name: app, galera: shop}"), "line 7", "no server of this configuration has \"cluster: shop\""),
                bad(name("{name: ns1, " + target + "}"), "line 7", "has addresses among the records as well"),
                bad(name("{name: app, targets: [{ip: [db1.example]}]}"), "line 7", "IP address, not a name"),
                bad(name("{name: app, targets: [{name: a, ip: []}]}"), "line 7", "at least one address"),
                bad(name("{name: app, targets: [{ip: [10.0.0.1]}, {ip: [10.0.0.1]}]}"), "line 7", "two targets"),
                bad(name("{name: app, targets: [{ip: [10.0.0.1], check: c9}]}"), "line 7", "there is no such check"),
                bad(name("{name: app, targets: [{ip: [10.0.0.1], site: paris}]}"), "line 7", "there is no such site"),
                bad(name("{name: app, policy: random, " + target + "}"), "line 7", "failover, weighted"),
                bad(name("{name: app, " + target + "}\n      - {name: APP, " + target + "}"), "line 8", "two names are called"),
                bad(name("{name: app, polcy: weighted, " + target + "}"), "line 7", "did you mean \"zones[].names[].policy\""),
                // checks
                bad("checks:\n  - {name: c, kind: tcp}\n", "line 2", "checks[].address", "is missing"),
                bad("checks:\n  - {name: c, kind: tcp, address: 'db1.example:3306'}\n", "line 2, column 35", "not a name"),
                bad("checks:\n  - {name: c, kind: tcp, address: '10.0.0.1'}\n", "line 2", "IP address and a port"),
                bad("checks:\n  - {name: c, kind: tcp, address: '10.0.0.1:0'}\n", "line 2", "between 1 and 65535"),
                bad("checks:\n  - {name: c, kind: tcp, address: '0.0.0.0:80'}\n", "line 2", "nothing can be reached there"),
                bad("checks:\n  - {name: c, kind: tcp, address: '10.0.0.1:80', timeout: 5s}\n", "line 2", "longer than the interval"),
                bad("checks:\n  - {name: c, kind: tcp, address: '10.0.0.1:80', failures: 0}\n", "line 2", "from 1 to 10"),
                bad("checks:\n  - {name: c, kind: http, address: '10.0.0.1:80', path: x}\n", "line 2", "a path from / on"),
                bad("checks:\n  - {name: c, kind: http, address: '10.0.0.1:80', status: ok}\n", "line 2", "a status such as 200"),
                bad("checks:\n  - {name: c, kind: query, address: '10.0.0.1:80'}\n", "line 2", "checks[].user"),
                bad("checks:\n  - {name: c, kind: calculated}\n", "line 2", "others below it"),
                bad("checks:\n  - {name: c, kind: calculated, children: [d]}\n", "line 2", "no such check"),
                bad("checks:\n  - {name: c, kind: calculated, children: [c]}\n", "line 2", "depend on itself"),
                bad("checks:\n  - {name: c, kind: calculated, children: [d]}\n  - {name: d, kind: calculated, children: [c]}\n",
                        "line 2", "depend on itself, through d"),
                // sites, servers, keys, the server itself
                bad("sites:\n  - {name: a, networks: [10.0.0.0/8]}\n  - {name: b, networks: [10.0.0.0/8]}\n", "line 3",
                        "belongs to a already"),
                bad("sites:\n  - {name: a, networks: [10.0.0.1/8]}\n", "line 2", "bits behind /8"),
                bad("sites:\n  - {name: a, networks: [10.0.0.0/33]}\n", "line 2", "write a network"),
                bad("sites:\n  - {name: a, near: [b]}\n", "line 2", "no such site"),
                bad("servers:\n  - {address: 'db1:3306'}\n", "line 2", "what are clients to be answered"),
                bad("servers:\n  - {address: '10.0.0.1:3306'}\n  - {address: '10.0.0.1:3306'}\n", "line 3", "second time"),
                bad("checks: [{name: c, kind: tcp, address: '10.0.0.1:80'}]\nservers:\n  - {address: '10.0.0.1:3306', check: c}\n",
                        "line 3", "not of kind galera"),
                bad("keys:\n  - {name: k, secret_file: /nowhere}\n", "line 2", "cannot be read"),
                bad("keys:\n  - {name: k, algorithm: hmac-md5, secret_file: /nowhere}\n", "line 2, column 26", "hmac-sha256"),
                bad(ZONE + "    secondaries:\n      - {address: '10.0.0.2:53', key: k}\n", "line 7", "no such key"),
                bad("dns:\n  admin: 10.0.0.1:80\n", "line 2, column 10", "loopback only"),
                bad("dns:\n  listen: ['127.0.0.1:53', '127.0.0.1:53']\n", "line 2", "second time"),
                bad("dns:\n  receivers: 0\n", "line 2", "from 1 to 64"),
                bad("dns:\n  rate_limit: many\n", "line 2", "from 0 to"),
                bad("zones: [\n", "line 2", "not YAML"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedWithItsPlace(String text, List<String> parts) {
        assertThatThrownBy(() -> DnsConfig.parse(text, "dns.yaml"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("dns.yaml, line ")
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void aKeyThatIsNotBase64OrTooShortIsNamedAndNeverShown(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "not*base64-but-secret");
        String text = "keys:\n  - {name: k, secret_file: " + file + "}\n";
        assertThatThrownBy(() -> DnsConfig.parse(text, "dns.yaml")).hasMessageContaining("line 2").hasMessageContaining("is not base64")
                .hasMessageNotContaining("but-secret");
        Files.writeString(file, "c2hvcnQ=");
        assertThatThrownBy(() -> DnsConfig.parse(text, "dns.yaml")).hasMessageContaining("shorter than 16 bytes");
        Files.writeString(file, "MDEyMzQ1Njc4OWFiY2RlZg==");
        assertThat(DnsConfig.parse(text, "dns.yaml").zones()).isEmpty();
    }

    @Test
    void anEmptyFileIsAServerWithoutZones() throws Exception {
        DnsConfig config = DnsConfig.parse("", "dns.yaml");
        assertThat(config.zones()).isEmpty();
        assertThat(config.server().listen().getFirst().getPort()).isEqualTo(5353);
    }
}

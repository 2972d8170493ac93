package dev.tutti.traffic.feed.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.lab.process.Ports;
import dev.tutti.settings.ConfigException;
import dev.tutti.settings.ConfigReader;
import dev.tutti.settings.OptionTable;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.Feed;
import dev.tutti.traffic.feed.FeedReport;
import dev.tutti.traffic.feed.Feeding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

class ProviderConfigTest {
    private static final String BEGIN = "<!-- options, generated: run ProviderConfigTest with -Dtutti.docs=write -->\n";
    private static final String END = "<!-- end of options -->\n";

    @TempDir
    Path folder;

    private Path secret;
    private Path wrong;

    @BeforeEach
    void secrets() throws Exception {
        secret = Files.writeString(folder.resolve("secret"), "c2VjcmV0IG9mIHRoZSBmZWVkIHRlc3Q=\n");
        wrong = Files.writeString(folder.resolve("wrong"), "not base64 at all!\n");
    }

    private static List<ProviderConfig> read(String text) throws ConfigException {
        return ProviderConfig.list(ConfigReader.parse(text, "tutti.yaml", FeedOptions.all(), "docs/routers.md"));
    }

    private String all() {
        return """
                traffic:
                  providers:
                    - name: our DNS
                      kind: rfc2136
                      server: 127.0.0.1:53
                      zone: payments.example
                      key_name: tutti
                      secret_file: %1$s
                      routes:
                        - route: Write.payments.example
                        - {route: read.payments.example, to: ro.payments.example, purpose: readers}
                    - {name: amazon, kind: route53, zone: /hostedzone/Z0ABC, access_key: AK, secret_file: %1$s, weighted: yes,
                       url: "http://127.0.0.1:1", routes: [{route: write.payments.example}]}
                    - {name: proxy, kind: haproxy, socket: /run/haproxy/admin.sock, mend: yes,
                       routes: [{route: write.payments.example, to: writer}]}
                    - {name: proxy two, kind: haproxy, socket: "127.0.0.1:9999",
                       routes: [{route: write.payments.example, to: writer}]}
                    - {name: checks, kind: agent_check, listen: "127.0.0.1:%2$d"}
                    - {name: sql, kind: proxysql, server: "127.0.0.1:6032", user: radmin, secret_file: %1$s,
                       routes: [{route: write.payments.example, to: 10}]}
                    - {name: consul, kind: consul, url: "http://127.0.0.1:8500", routes: [{route: w.example, to: payments/w}]}
                    - {name: etcd, kind: etcd, url: "http://127.0.0.1:2379", user: root, secret_file: %1$s,
                       routes: [{route: w.example, to: /payments/w}]}
                    - {name: vip, kind: address, hosts: [{ip: 10.0.0.1, agent: paris}, {ip: 10.0.0.2, agent: oslo}],
                       routes: [{route: w.example, to: 10.0.0.100/24}]}
                    - {name: own, kind: command, apply: [/usr/local/bin/apply, --now], read: [/usr/local/bin/read],
                       routes: [{route: w.example}]}
                """.formatted(secret, Ports.take());
    }

    @Test
    void everyKindIsRead() throws Exception {
        List<ProviderConfig> all = read(all());

        assertThat(all).hasSize(10);
        assertThat(all.getFirst().bindings()).containsExactly(
                new Binding("write.payments.example.", "write.payments.example.", Purpose.WRITER),
                new Binding("read.payments.example.", "ro.payments.example.", Purpose.READERS));
        assertThat(all.getFirst().timing().deadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(all.get(1).timing().deadline()).isEqualTo(Duration.ofMinutes(2));
        assertThat(all.get(1).router()).isInstanceOfSatisfying(RouterConfig.HostedZone.class, zone -> {
            assertThat(zone.settings().zone()).isEqualTo("Z0ABC");
            assertThat(zone.settings().weighted()).isTrue();
        });
        assertThat(all.get(2).mend()).isTrue();
        assertThat(all.get(3).router()).isInstanceOf(RouterConfig.HaProxyPort.class);
        assertThat(all.toString()).doesNotContain("c2VjcmV0").contains("***");
    }

    @Test
    void whatIsReadCanBeFed() throws Exception {
        List<ProviderConfig> without = read(all()).stream()
                .filter(config -> !(config.router() instanceof RouterConfig.VirtualAddresses))
                .toList();
        try (Feed feed = Feeds.open(without, AddressHosts.none(), InstantSource.system(), () -> 0.5, report -> {})) {
            feed.tell(List.of(Feeding.route("nowhere.example.", "10.0.0.1")));
            assertThat(feed.reports()).extracting(FeedReport::provider).containsExactly(
                    "our DNS", "amazon", "proxy", "proxy two", "sql", "consul", "etcd", "own");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "kind: nonsense | line 3, column 25 | write one of rfc2136, route53",
        "kind: haproxy, routes: [{route: a.example, to: b}] | socket | is missing",
        "kind: haproxy, socket: /s | routes | nothing to tell",
        "kind: haproxy, socket: /s, routes: [{route: a.example}] | column 55 | what the route is there",
        "kind: haproxy, socket: /s, routes: [{route: a.example, to: 'b; shutdown'}] | line 3, column 78 | as haproxy.cfg has it",
        "kind: haproxy, socket: /s, routes: [{route: a.example, to: b}, {route: c.example, to: b}] | to | two routes are bound to b",
        "kind: haproxy, socket: /s, routes: [{route: 'a b', to: b, purpose: both}] | purpose | write one of writer, readers",
        "kind: haproxy, socket: /s, zone: x, routes: [{route: a.example, to: b}] | zone | kind haproxy has no such option",
        "kind: haproxy, socket: /s, apply: [x], routes: [{route: a.example, to: b}] | apply | kind haproxy has no such option",
        "kind: haproxy, socket: /s, deadline: soon, routes: [{route: a.example, to: b}] | deadline | with its unit",
        "kind: haproxy, socket: /s, retry_most: 1ms, routes: [{route: a.example, to: b}] | retry_most | not be shorter than",
        "kind: haproxy, soket: /s | line 3 | did you mean",
        "kind: agent_check, listen: '1.2.3.4:x' | listen | is not an address",
        "kind: agent_check, listen: '1.2.3.4:5', routes: [{route: a.example, to: b}] | routes | answers for every route",
        "kind: proxysql, server: 'a:6032', user: u, secret_file: SECRET, routes: [{route: a.example, to: ten}] | to | write a number",
        "kind: proxysql, server: 'a:6032', user: u, routes: [{route: a.example, to: 1}] | secret_file | is missing",
        "kind: proxysql, server: 'a:6032', user: u, secret_file: /nowhere, routes: [] | secret_file | cannot be read",
        "kind: proxysql, server: 'a:6032', user: u, secret_env: NO_SUCH, routes: [] | secret_env | no such environment variable",
        "kind: route53, zone: payments.example, routes: [{route: a.example}] | zone | not its name",
        "kind: route53, zone: Z1, access_key: A, routes: [{route: a.example}] | access_key | its secret is missing",
        "kind: route53, zone: Z1, secret_file: SECRET, routes: [{route: a.example}] | access_key | whose the secret is",
        "kind: rfc2136, server: 'a:53', zone: z.example, key_name: k, secret_file: WRONG | key_name | is not base64",
        "kind: rfc2136, server: 'a:53', zone: z.example, key_name: k, key_algorithm: md5, secret_file: SECRET | key_algorithm | hmac",
        "kind: rfc2136, server: 'a:53', zone: z.example, key_name: k, secret_file: SECRET, routes: [{route: a.example}] | to | not within",
        "kind: rfc2136, server: 'a:53', zone: z.example, key_name: k, secret_file: SECRET, routes: [{route: '*.z.example'}] | route | star",
        "kind: consul, url: 'ftp://x', routes: [{route: a.example, to: b}] | url | https://host:port",
        "kind: consul, url: 'http://u:p@x', routes: [{route: a.example, to: b}] | url | no account",
        "kind: etcd, url: 'http://x:1', user: u, routes: [{route: a.example, to: b}] | user | takes both",
        "kind: address, routes: [{route: a.example, to: 10.0.0.1/24}] | hosts | with its ip and its agent",
        "kind: address, hosts: [{ip: paris, agent: a}], routes: [] | ip | write an IP address",
        "kind: address, hosts: [{ip: 10.0.0.1, agent: a}], routes: [{route: a.example, to: 10.0.0.1}] | to | length of the prefix",
        "kind: address, hosts: [{ip: 10.0.0.1, agent: a}], routes: [{route: a.example, to: 10.0.0.1/33}] | to | from 1 to 32",
        "kind: command, apply: [apply], read: [/r], routes: [{route: a.example}] | apply | whole path",
    })
    void whatIsWrongIsNamedWithItsPlace(String options, String where, String what) {
        String text = "traffic:\n  providers:\n    - {name: one, "
                + options.replace("SECRET", secret.toString()).replace("WRONG", wrong.toString()) + "}\n";

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("tutti.yaml, line 3, column ")
                .hasMessageContaining(where)
                .hasMessageContaining(what)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("c2VjcmV0", "not base64 at all"));
    }

    @Test
    void twoProvidersOfOneNameAreRefused() {
        assertThatThrownBy(() -> read("""
                traffic:
                  providers:
                    - {name: one, kind: agent_check, listen: "127.0.0.1:1"}
                    - {name: one, kind: agent_check, listen: "127.0.0.1:2"}
                """)).hasMessageStartingWith("tutti.yaml, line 4, column").hasMessageContaining("two providers are called one");
    }

    @Test
    void thePageListsEveryOptionAsTheProgramDeclaresIt() throws Exception {
        Path page = Path.of("../docs/routers.md");
        String text = Files.readString(page);
        assertThat(text).contains(BEGIN, END);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String expected = OptionTable.markdown(FeedOptions.all()) + "\n";
        if ("write".equals(System.getProperty("tutti.docs"))) {
            Files.writeString(page, text.substring(0, begin) + expected + text.substring(end));
        } else {
            assertThat(text.substring(begin, end)).isEqualTo(expected);
        }
    }
}

package dev.tutti.traffic.feed.dns;

import static dev.tutti.traffic.feed.Feeding.READERS;
import static dev.tutti.traffic.feed.Feeding.WRITER;
import static dev.tutti.traffic.feed.Feeding.endpoint;
import static dev.tutti.traffic.feed.Feeding.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.core.model.Address;
import dev.tutti.core.traffic.feed.Change;
import dev.tutti.core.traffic.feed.Entry;
import dev.tutti.core.traffic.feed.Failure;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.lab.install.DebianTools;
import dev.tutti.lab.process.Commands;
import dev.tutti.lab.process.Ports;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.FeedException;
import dev.tutti.traffic.feed.FeedReport;
import dev.tutti.traffic.feed.Feeding;
import dev.tutti.traffic.feed.Patient;
import dev.tutti.traffic.feed.RealProgram;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Against BIND from Debian. */
class DynamicUpdatesTest {
    private static final String SECRET = "c2VjcmV0IG9mIHRoZSBmZWVkIHRlc3QgMDEyMzQ1Njc=";

    @TempDir
    Path folder;

    private int port;
    private RealProgram named;

    @BeforeEach
    void start() throws Exception {
        port = Ports.take();
        Files.writeString(folder.resolve("payments.zone"), """
                $TTL 60
                @ IN SOA ns. admin. 1 60 60 600 5
                @ IN NS ns.payments.example.
                ns IN A 127.0.0.1
                mail IN A 192.0.2.25
                """);
        Files.writeString(folder.resolve("named.conf"), """
                options {
                    directory "%s"; pid-file "named.pid"; session-keyfile "session.key"; managed-keys-directory ".";
                    listen-on port %d { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; notify no;
                };
                controls { };
                key "tutti." { algorithm hmac-sha256; secret "%s"; };
                zone "payments.example" {
                    type primary; file "payments.zone";
                    update-policy { grant tutti. name write.payments.example. A AAAA; grant tutti. name read.payments.example. A AAAA; };
                };
                """.formatted(folder, port, SECRET));
        named = RealProgram.start(RealProgram.tool("named", "bind9"), folder, "-g", "-n", "1", "-c", folder.resolve("named.conf").toString());
        named.awaitPort(port);
    }

    @AfterEach
    void stop() throws Exception {
        named.close();
        Ports.release(port);
    }

    private DynamicUpdates provider(String zone, String secret) throws Exception {
        return new DynamicUpdates(new Address("127.0.0.1", port), Name.fromString(zone),
                new TSIG(TSIG.HMAC_SHA256, "tutti.", secret),
                List.of(new Binding(WRITER, WRITER, Purpose.WRITER), new Binding(READERS, READERS, Purpose.READERS)));
    }

    private DynamicUpdates provider() throws Exception {
        return provider("payments.example.", SECRET);
    }

    private List<String> dig(String name, String type) {
        DebianTools.Tool dig = RealProgram.tool("dig", "bind9-dnsutils");
        List<String> command = List.of(dig.program().toString(), "@127.0.0.1", "-p", Integer.toString(port), "+short", "+norecurse",
                name, type);
        return Commands.run(command, null, dig.environment(), Duration.ofSeconds(10)).output().lines().sorted().toList();
    }

    /** Somebody else's change, with the same key. */
    private void byHand(Entry from, Entry to) throws Exception {
        provider().perform(List.of(new Change.Replace(from, to)), new Patient());
    }

    @Test
    void aRouteIsWrittenReadBackAndMovedInOneExchange() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            FeedReport first = feed.done(route(WRITER, "10.0.0.1"), route(READERS, "10.0.0.2", "10.0.0.3", "fd00::2"));

            assertThat(dig(WRITER, "A")).containsExactly("10.0.0.1");
            assertThat(dig(READERS, "A")).containsExactly("10.0.0.2", "10.0.0.3");
            assertThat(dig(READERS, "AAAA")).containsExactly("fd00::2");
            assertThat(first.changes()).hasSize(2);

            FeedReport moved = feed.done(route(WRITER, "10.0.0.2"), route(READERS, "10.0.0.3"));

            assertThat(dig(WRITER, "A")).containsExactly("10.0.0.2");
            assertThat(dig(READERS, "A")).containsExactly("10.0.0.3");
            assertThat(dig(READERS, "AAAA")).isEmpty();
            assertThat(moved.changes()).extracting(Change::text).contains(
                    "write.payments.example.: A 10.0.0.1, ttl 5 → A 10.0.0.2, ttl 5");
            assertThat(dig("mail.payments.example.", "A")).containsExactly("192.0.2.25");
        }
    }

    @Test
    void toldTheSameAgainItChangesNothing() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(WRITER, "10.0.0.1"));
            assertThat(feed.done(route(WRITER, "10.0.0.1")).changes()).isEmpty();
        }
        try (Feeding later = new Feeding(provider(), false)) {
            assertThat(later.done(route(WRITER, "10.0.0.1")).changes()).isEmpty();
        }
    }

    @Test
    void aRouteToNobodyHasNoAddressesAndOneNotGivenYetIsLeftAlone() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(WRITER, "10.0.0.1"), route(READERS, "10.0.0.2"));
            feed.done(route(WRITER, new String[0]));

            assertThat(dig(WRITER, "A")).isEmpty();
            assertThat(dig(READERS, "A")).containsExactly("10.0.0.2");
        }
    }

    @Test
    void weightZeroServesOnlyWhenNobodyElseIsLeft() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(READERS, endpoint("10.0.0.2", 3306, 0), endpoint("10.0.0.3", 3306, 10)));
            assertThat(dig(READERS, "A")).containsExactly("10.0.0.3");
            feed.done(route(READERS, endpoint("10.0.0.2", 3306, 0)));
            assertThat(dig(READERS, "A")).containsExactly("10.0.0.2");
        }
    }

    @Test
    void driftIsReportedAndLeft() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            Entry ours = feed.done(route(WRITER, "10.0.0.1")).says(WRITER);
            byHand(ours, DnsNames.entry(WRITER, route(WRITER, "10.0.0.66")));

            assertThat(feed.status(FeedStatus.Drifted.class).sentence())
                    .contains(WRITER, "we left A 10.0.0.1, ttl 5, now it is A 10.0.0.66, ttl 5", "it is left so");
            assertThat(dig(WRITER, "A")).containsExactly("10.0.0.66");

            // What is newly wanted is carried out all the same.
            feed.done(route(WRITER, "10.0.0.2"));
            assertThat(dig(WRITER, "A")).containsExactly("10.0.0.2");
        }
    }

    @Test
    void driftIsMendedWhereThatIsWanted() throws Exception {
        try (Feeding feed = new Feeding(provider(), true)) {
            Entry ours = feed.done(route(WRITER, "10.0.0.1")).says(WRITER);
            byHand(ours, DnsNames.entry(WRITER, route(WRITER, "10.0.0.66")));

            Awaitility.await().atMost(Feeding.LIMIT)
                    .until(() -> dig(WRITER, "A").equals(List.of("10.0.0.1")));
            Awaitility.await().atMost(Feeding.LIMIT).until(
                    () -> feed.reports.stream().anyMatch(report -> report.drift().stream().anyMatch(drift -> drift.mended())));
        }
    }

    @Test
    void whatSomebodyElseChangesBetweenLookingAndChangingIsNotOverwritten() throws Exception {
        Entry nobody = Entry.none(WRITER);
        Entry theirs = DnsNames.entry(WRITER, route(WRITER, "10.0.0.66"));
        Entry ours = DnsNames.entry(WRITER, route(WRITER, "10.0.0.1"));
        DynamicUpdates provider = provider();
        assertThat(provider.look(Set.of(WRITER), new Patient())).isEqualTo(Map.of(WRITER, nobody));

        byHand(nobody, theirs);

        assertThatThrownBy(() -> provider.perform(List.of(new Change.Replace(nobody, ours)), new Patient()))
                .isInstanceOfSatisfying(FeedException.class,
                        e -> assertThat(e.failure()).isInstanceOf(Failure.Conflict.class));
        assertThat(dig(WRITER, "A")).containsExactly("10.0.0.66");
    }

    @Test
    void aWrongKeyAnUnknownZoneAndAForbiddenNameAreNamed() throws Exception {
        try (Feeding feed = new Feeding(provider("payments.example.", "d3JvbmcgMDEyMzQ1Njc4OWFiY2RlZg=="), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("zone payments.example. at 127.0.0.1:" + port, "BADSIG", "mend the key's secret")
                    .doesNotContain(SECRET);
        }
        try (Feeding feed = new Feeding(provider("elsewhere.example.", SECRET), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("NOTAUTH", "name the zone's primary server");
        }
        DynamicUpdates mail = new DynamicUpdates(new Address("127.0.0.1", port), Name.fromString("payments.example."),
                new TSIG(TSIG.HMAC_SHA256, "tutti.", SECRET),
                List.of(new Binding(WRITER, "mail.payments.example.", Purpose.WRITER)));
        try (Feeding feed = new Feeding(mail, false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("REFUSED", "mail.payments.example.", "update-policy");
        }
        assertThat(dig("mail.payments.example.", "A")).containsExactly("192.0.2.25");
    }

    @Test
    void aServerThatHangsOrIsGoneIsNamedAndTakenUpAgain() throws Exception {
        try (Feeding feed = new Feeding(provider(), false, Feeding.HASTY)) {
            feed.done(route(WRITER, "10.0.0.1"));
            named.pause();
            feed.tell(route(WRITER, "10.0.0.2"));
            feed.failsWith("did not finish within 1000 ms", "asking for write.payments.example.");
            named.resume();
            feed.done(route(WRITER, "10.0.0.3"));
            assertThat(dig(WRITER, "A")).containsExactly("10.0.0.3");

            named.close();
            assertThat(feed.failure()).contains("cannot be reached");
            assertThat(feed.report().says(WRITER)).isEqualTo(DnsNames.entry(WRITER, route(WRITER, "10.0.0.3")));
        }
    }
}

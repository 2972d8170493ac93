package dev.tutti.control.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.control.observe.Looker;
import dev.tutti.control.observe.Memory;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.match.MatchResult;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.time.Instant;

/** Searches with nothing remembered, against real logs whose files rotate. */
class EquivalentsTest {
    @RegisterExtension
    static final FleetExtension fleet = FleetExtension.of(
            Fleet.star(Flavour.named(System.getProperty("tutti.test.flavour", "mariadb114")), 2));

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Sessions sessions = new Sessions(Accounts.ADMIN, Sessions.Tls.OFF);

    @Test
    void anEntryIsFoundInAnOlderFileWhenTheNewestHoldsNone() throws Exception {
        try (Session primary = open("1"); Session replica = open("2"); Session sibling = open("3")) {
            primary.execute(PseudoGtid.create(Instant.now(), 1, 42).statement());
            primary.execute("INSERT INTO app.t (v) VALUES ('before'), ('and more')");
            awaitCaughtUp(primary, replica);
            replica.execute(replica.dialect().stopReplication());
            primary.execute("INSERT INTO app.t (v) VALUES ('after')");
            awaitCaughtUp(primary, sibling);
            primary.execute("FLUSH BINARY LOGS");
            sibling.execute("FLUSH BINARY LOGS");
            sibling.execute("FLUSH BINARY LOGS");
            ServerStatus stopped = Looker.once(replica);

            MatchResult belowPrimary = find(stopped, replica, primary);
            MatchResult belowSibling = find(stopped, replica, sibling);

            assertThat(belowPrimary).isInstanceOfSatisfying(MatchResult.Matched.class, matched -> {
                assertThat(matched.at()).isEqualTo(stopped.replicating().orElseThrow().applied());
                assertThat(matched.transactions()).isEqualTo(1);
            });
            assertThat(belowSibling).isInstanceOf(MatchResult.Matched.class);
        }
    }

    private MatchResult find(ServerStatus stopped, Session replica, Session target) throws Exception {
        return new Equivalents(sessions, new Memory(), PseudoGtid.DEFAULT_PATTERN)
                .find(stopped, replica, Looker.once(target), target);
    }

    private Session open(String name) throws Exception {
        LabServer server = fleet.server(name);
        return sessions.open(server.address(), DEADLINE);
    }

    private static void awaitCaughtUp(Session primary, Session replica) throws Exception {
        var written = Looker.once(primary).written();
        await().atMost(DEADLINE).until(() -> Looker.once(replica)
                .replicating()
                .filter(replication -> replication.applied().equals(written))
                .isPresent());
    }
}

package dev.tutti.control.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.control.observe.Looker;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.Sessions;
import dev.tutti.core.model.Replication;
import dev.tutti.core.model.Replication.Receiver;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

/** A receiver that is disturbed for its testimony runs again afterwards, and only where that loses nothing. */
class ReceiverRestartTest {
    @RegisterExtension
    static final FleetExtension fleet = FleetExtension.of(Fleet.custom("1<-2", Flavour.named(
            System.getProperty("tutti.test.flavour", "mariadb114"))));

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Sessions sessions = new Sessions(Accounts.ADMIN, Sessions.Tls.OFF);

    @BeforeEach
    void replicates() throws Exception {
        try (Session session = sessions.open(fleet.server("2").directAddress(), LONG)) {
            session.execute(session.dialect().startReplication());
        }
        await().atMost(LONG).until(() -> look().healthy());
    }

    @Test
    void theReceiverRunsAgainAndHasConnectedAnew() {
        assertThat(new ReceiverRestart(sessions, LONG, LONG).perform(fleet.server("2").address())).isTrue();
        await().atMost(LONG).until(() -> look().healthy());
    }

    @Test
    void aStopWhoseAnswerNeverComesIsFollowedByAStart() throws Exception {
        try (SwallowedAnswers between = new SwallowedAnswers(fleet.server("2").directAddress(), "IO_THREAD", 1)) {
            boolean done = new ReceiverRestart(sessions, Duration.ofSeconds(1), LONG).perform(between.address());

            assertThat(done).as("its testimony would be taken for a restarted one's").isFalse();
            await().atMost(LONG).until(() -> look().healthy());
            assertThat(between.swallowed()).isEqualTo(1);
        }
    }

    @Test
    void aStartWhoseAnswerNeverComesIsRepeated() throws Exception {
        try (SwallowedAnswers between = new SwallowedAnswers(fleet.server("2").directAddress(), "START", 2)) {
            Duration brief = Duration.ofSeconds(1);
            assertThat(new ReceiverRestart(sessions, brief, brief).perform(between.address())).isTrue();
            await().atMost(LONG).until(() -> look().healthy());
            assertThat(between.swallowed()).isEqualTo(2);
        }
    }

    @Test
    void aReceiverWhoseApplierHasBeenStoppedMeanwhileIsLeftAlone() throws Exception {
        try (Session session = sessions.open(fleet.server("2").directAddress(), LONG)) {
            session.execute(session.dialect().stopApplier());
        }
        assertThat(new ReceiverRestart(sessions, LONG, LONG).perform(fleet.server("2").address())).isFalse();
        assertThat(look().receiver()).isEqualTo(Receiver.CONNECTED);
    }

    private Replication look() throws Exception {
        try (Session session = sessions.open(fleet.server("2").directAddress(), LONG)) {
            return Looker.once(session).replicating().orElseThrow();
        }
    }
}

package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.cli.json.JsonReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/** A change from the plan to its end. */
@Timeout(20)
class FollowingTest {
    private static final String RELOCATE = "POST /api/v1/servers/db4.shop.example:3306/relocate";
    private static final String RECOVERY = "GET /api/v1/recoveries/18";

    private final StandIn api = StandIn.withFleet();

    @BeforeEach
    void accept() {
        api.on(RELOCATE, 202, StandIn.fixture("recovery-18-begun.json"));
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static String fleet() {
        return StandIn.event("fleet", StandIn.fixture("fleet.json"));
    }

    private static String recovery(String fixture) {
        return StandIn.event("recovery", StandIn.fixture(fixture));
    }

    @Test
    void everyStepIsPrintedOnceAndThenTheEnd() {
        api.on(RECOVERY, StandIn.fixture("recovery-18-done.json"));
        api.events(": comment\n\n", recovery("recovery-18-begun.json"), recovery("recovery-18-half.json"),
                recovery("recovery-18-half.json"), recovery("recovery-18-done.json"));

        Tutti.Result result = Tutti.at(api).line("relocate db4 --below db1 --yes");

        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("""
                Recovery 18: relocate of db4.shop.example:3306 in shop
                  ✔ +0.12 s   stop replication on db4.shop.example:3306 [0.11 s]
                  ✔ +0.48 s   put db4.shop.example:3306 below db1.shop.example:3306, at the place that Pseudo-GTID finds [0.35 s]
                ✔ Succeeded after 0.50 s:
                db4.shop.example:3306 replicates from db1.shop.example:3306.
                """);
        assertThat(api.requests.stream().filter(it -> it.line().equals(RELOCATE)).map(StandIn.Request::body))
                .containsExactly("{\"below\":\"db1.shop.example:3306\",\"dry_run\":false}");
    }

    @Test
    void whatHappenedBeforeListeningBeganIsNotMissed() {
        api.on(RECOVERY, StandIn.fixture("recovery-18-done.json"));
        api.events(fleet());

        Tutti.Result result = Tutti.at(api).line("relocate db4 --below db1 --yes");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("stop replication", "Succeeded");
    }

    @Test
    void aFailureIsOneAndNamesTheStep() {
        api.on(RECOVERY, StandIn.fixture("recovery-18-failed.json"));
        api.events(fleet());

        Tutti.Result result = Tutti.at(api).columns(80).line("relocate db4 --below db1 --yes");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out())
                .contains("✖ +0.48 s   put db4.shop.example:3306 below", "(failed)", "1236 Could", "✖ Failed after 0.50 s:");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void jsonIsTheRecoveryAsItEnded() {
        api.on(RECOVERY, StandIn.fixture("recovery-18-done.json"));
        api.events(fleet());

        Tutti.Result result = Tutti.at(api).line("relocate db4 --below db1 --yes --json");

        assertThat(result.out()).isEqualTo(StandIn.fixture("recovery-18-done.json"));
        assertThat(JsonReader.read(result.out())).isPresent();
    }

    @Test
    void aLostConnectionIsMadeAnew() {
        api.on(RECOVERY, StandIn.fixture("recovery-18-half.json"));
        api.events(fleet(), StandIn.end());
        api.events(StandIn.end());
        var last = api.events();

        Tutti.Result result = Tutti.at(api)
                .pausing(duration -> {
                    if (last.isEmpty()) {
                        last.add(recovery("recovery-18-done.json"));
                        api.on(RECOVERY, StandIn.fixture("recovery-18-done.json"));
                    }
                    return true;
                })
                .line("relocate db4 --below db1 --yes");

        assertThat(result.exit()).isZero();
        assertThat(result.out()).containsOnlyOnce("stop replication").contains("Succeeded");
    }

    @Test
    void whenTheControlPlaneDoesNotComeBackItSaysHowToLookLater() {
        api.on(RECOVERY, StandIn.fixture("recovery-18-half.json"));
        api.events(fleet(), StandIn.end());

        Tutti.Result result = Tutti.at(api).pausing(duration -> true).line("relocate db4 --below db1 --yes");

        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err()).contains("Lost sight of recovery 18", "tutti recoveries 18");
    }

    @Test
    void noWaitReturnsAtOnce() {
        Tutti.Result result = Tutti.at(api).line("relocate db4 --below db1 --yes --no-wait");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("Recovery 18 has begun. `tutti recoveries 18` shows it.\n");

        assertThat(Tutti.at(api).line("relocate db4 --below db1 --yes --no-wait --json").out())
                .isEqualTo(StandIn.fixture("recovery-18-begun.json"));
    }

    @Test
    void aPersonSeesThePlanAndMaySayNo() {
        api.on(RELOCATE, StandIn.fixture("plan-relocate.json"));
        for (String typed : List.of("n\n", "\n", "", "yesterday\n")) {
            api.requests.clear();
            Tutti.Result result = Tutti.at(api).typing(typed).line("relocate db4 --below db1");

            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.out()).contains("2  put db4.shop.example:3306 below", "Do this? [y/N] Nothing was changed.");
            assertThat(api.requests.stream().filter(it -> it.line().equals(RELOCATE)).map(StandIn.Request::body))
                    .containsExactly("{\"below\":\"db1.shop.example:3306\",\"dry_run\":true}");
        }
    }

    @Test
    void aPersonMaySayYes() {
        api.on(RECOVERY, StandIn.fixture("recovery-18-done.json"));
        api.events(fleet());

        Tutti.Result result = Tutti.at(api).typing("y\n").line("relocate db4 --below db1");

        assertThat(result.exit()).isZero();
        assertThat(api.requests.stream().filter(it -> it.line().equals(RELOCATE)).map(StandIn.Request::body))
                .containsExactly(
                        "{\"below\":\"db1.shop.example:3306\",\"dry_run\":true}",
                        "{\"below\":\"db1.shop.example:3306\",\"dry_run\":false}");
    }

    @Test
    void acceptingLossIsSentOnlyWhenSaid() {
        String recover = "POST /api/v1/servers/db1.shop.example:3306/recover";
        api.on(recover, StandIn.fixture("plan-recover.json"));

        Tutti.at(api).line("recover db1 --dry-run");
        Tutti.at(api).line("recover db1 --dry-run --accept-loss");

        assertThat(api.requests.stream().filter(it -> it.line().equals(recover)).map(StandIn.Request::body))
                .containsExactly("{\"dry_run\":true,\"accept_loss\":false}", "{\"dry_run\":true,\"accept_loss\":true}");
    }
}

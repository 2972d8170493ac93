package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.fleet.Watched;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.FleetSpec;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.ServerSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** From one server to its whole chain. */
class DiscoveryTest {
    private static final Flavour FLAVOUR = Flavour.MARIADB_11_4;

    /** 1 <- 2,3 and 3 <- 4, where 2 and 4 do not say under which host they listen; 5 is alone. */
    @RegisterExtension
    static final FleetExtension FLEET = FleetExtension.of(FleetSpec.of(List.of(
            ServerSpec.primary("1", FLAVOUR),
            ServerSpec.replica("2", FLAVOUR, "1").withOption("report_host", "''"),
            ServerSpec.replica("3", FLAVOUR, "1"),
            ServerSpec.replica("4", FLAVOUR, "3").withOption("report_host", "''"),
            ServerSpec.primary("5", FLAVOUR))));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static Set<Address> chain() {
        return List.of("1", "2", "3", "4").stream()
                .map(name -> FLEET.server(name).address())
                .collect(Collectors.toSet());
    }

    private static Set<Address> answering(TestPlane tutti) {
        return tutti.plane().state().fleet().servers().values()
                .filter(Watched::answering)
                .map(Watched::address)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4"})
    void fromAnyOneServerTheWholeChainIsFound(String seed) throws Exception {
        try (TestPlane tutti = TestPlane.over(folder, FLEET.server(seed)).start()) {
            tutti.until("the chain is found", () -> answering(tutti).equals(chain()));
            assertThat(tutti.api().get("/api/v1/chains").json()).singleElement().satisfies(chain -> {
                assertThat(chain.get("primary").asString()).isEqualTo(FLEET.server("1").address().toString());
                assertThat(chain.get("servers").asInt()).isEqualTo(4);
            });
        }
    }

    @Test
    void aServerInNoChainIsAChainOfItsOwnAndDiscoveredOnRequest() throws Exception {
        LabServer alone = FLEET.server("5");
        try (TestPlane tutti = TestPlane.over(folder, FLEET.server("1")).start()) {
            tutti.until("the chain is found", () -> answering(tutti).equals(chain()));
            assertThat(tutti.seen(alone.address())).isEmpty();
            tutti.api().post("/api/v1/discover", "{\"address\": \"" + alone.address() + "\"}");
            tutti.until("it is seen", () -> answering(tutti).contains(alone.address()));
            assertThat(tutti.api().get("/api/v1/chains").json().size()).isEqualTo(2);
            assertThat(tutti.api().get("/api/v1/chains/" + alone.address()).json().get("sentence").asString())
                    .contains("it has no replicas");
        }
    }

    @Test
    void aForgottenServerStaysForgottenUntilSomebodyNamesItAgain() throws Exception {
        LabServer third = FLEET.server("3");
        try (TestPlane tutti = TestPlane.over(folder, FLEET.server("1")).with("timing", "poll: 50ms").start()) {
            tutti.until("the chain is found", () -> answering(tutti).equals(chain()));
            assertThat(tutti.api().delete("/api/v1/servers/" + third.address()).status()).isEqualTo(200);
            var seen = tutti.seen(FLEET.server("1").address()).orElseThrow().seenAt();
            tutti.until("its neighbours have been looked at often", () -> {
                var now = tutti.seen(FLEET.server("1").address()).orElseThrow().seenAt();
                return seen != null && now != null && now.isAfter(seen.plusSeconds(1));
            });
            assertThat(tutti.seen(third.address())).isEmpty();
            tutti.api().post("/api/v1/discover", "{\"address\": \"" + third.address() + "\"}");
            tutti.until("it is back", () -> answering(tutti).equals(chain()));
        }
    }

    @Test
    void anIgnoredServerIsNeverWatched() throws Exception {
        LabServer third = FLEET.server("3");
        try (TestPlane tutti = TestPlane.over(folder, FLEET.server("1"), FLEET.server("4"))
                .with("fleet", "ignore: ['" + third.address() + "']")
                .start()) {
            tutti.until("the others are seen", () -> answering(tutti).size() == 3);
            assertThat(tutti.seen(third.address())).isEmpty();
        }
    }
}

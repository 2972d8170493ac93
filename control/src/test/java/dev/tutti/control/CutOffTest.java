package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.control.record.Recovery.Kind;
import dev.tutti.core.model.Address;
import dev.tutti.lab.Accounts;
import dev.tutti.lab.Cut;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import dev.tutti.lab.Sql;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** Networks that fail, of which only some are deaths. */
class CutOffTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aPrimaryThatOnlyWeCannotReachIsLeftAlone() throws Exception {
        try (Fleet fleet = Fleets.of("1<-2,3");
                AccountProxy path = new AccountProxy(fleet.server("1").address(), Accounts.ADMIN.user())) {
            for (LabServer replica : List.of(fleet.server("2"), fleet.server("3"))) {
                follow(replica, path.address());
            }
            try (TestPlane tutti = TestPlane.over(folder, fleet.server("2"), fleet.server("3"))
                    .start()) {
                tutti.until("the primary is seen", () -> tutti.seen(path.address())
                        .filter(server -> server.answering())
                        .isPresent());
                path.cut();
                tutti.until("it is concluded that only we cannot reach it", () ->
                        tutti.plane().journal().decisions(null, path.address().toString(), 10).stream()
                                .anyMatch(decision -> decision.kind().equals("unreachable_from_here")
                                        && decision.verdict().equals("evidence_forbids")
                                        && decision.sentence().contains("still receive")));
                ApiClient.Reply asked =
                        tutti.api().post("/api/v1/servers/" + path.address() + "/recover", "{}");
                assertThat(asked.status()).isEqualTo(409);
                assertThat(asked.message()).contains("replicas still receive from it");
                assertThat(tutti.plane().journal().recoveries(null, 10)).isEmpty();
                assertThat(Sql.readOnly(fleet.server("2"))).isTrue();
            }
        }
    }

    private static void follow(LabServer replica, Address source) {
        Sql.run(
                replica,
                "STOP SLAVE",
                "CHANGE MASTER TO MASTER_PORT=" + source.port(),
                "START SLAVE");
    }

    @Test
    void aPrimaryThatIsCutOffFromEverybodyIsReplacedAndFencedWhenItIsBack() throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(
                        Fleet.custom("1<-2,3", Flavour.MARIADB_11_4).withProxies(), "cut off");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            fleet.cut("1", Cut.BOTH);
            tutti.awaitSucceeded(Kind.FAILOVER, fleet.server("1"));
            assertThat(Sql.readOnly(fleet.server("1"))).isFalse();
            fleet.heal("1");
            tutti.awaitSucceeded(Kind.FENCE, fleet.server("1"));
            assertThat(Sql.readOnly(fleet.server("1"))).isTrue();
        }
    }

    @Test
    void whenEverybodyFallsSilentAtOnceWeAreMoreLikelyCutOffThanTheyAreDead() throws Exception {
        try (Fleet fleet = FleetExtension.startOrSkip(
                        Fleet.custom("1<-2,3", Flavour.MARIADB_11_4).withProxies(), "all cut off");
                TestPlane tutti = TestPlane.ready(folder, fleet)) {
            fleet.servers().forEach(server -> fleet.cut(server.name(), Cut.BOTH));
            assertThat(tutti.awaitVerdict(fleet.server("1"), "evidence_forbids").sentence())
                    .contains("more likely we are cut off");
            fleet.servers().forEach(server -> fleet.heal(server.name()));
            tutti.until("all answer again", () -> fleet.servers().stream()
                    .allMatch(server -> tutti.seen(server.address())
                            .filter(seen -> seen.answering())
                            .isPresent()));
            assertThat(tutti.plane().journal().recoveries(null, 10)).isEmpty();
        }
    }
}

package dev.tutti.wire.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.log.LogEvent;
import dev.tutti.core.log.LogEvent.Kind;
import dev.tutti.core.model.Coordinates;
import dev.tutti.lab.Flavour;
import dev.tutti.lab.Fleet;
import dev.tutti.lab.FleetExtension;
import dev.tutti.lab.LabServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A MariaDB replica below a MySQL primary, as in a move from one to the other. */
class MixedChainTest {
    @RegisterExtension
    static final FleetExtension FLEET =
            FleetExtension.of(Fleet.custom("1@mysql56<-2@mariadb114", Flavour.MYSQL_5_6));

    private static final Set<Kind> COMPARABLE = EnumSet.of(Kind.ROWS, Kind.TABLE_MAP, Kind.STATEMENT, Kind.COMMIT);

    @Test
    void aReplicaOfTheOtherFamilyLogsTheSameContent() throws Exception {
        LabServer primary = FLEET.server("1");
        LabServer replica = FLEET.server("2");
        RealServers.run(primary, "CREATE TABLE app.m (id INT PRIMARY KEY, v VARCHAR(50)) ENGINE=InnoDB");
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> RealServers.ask(replica, "SELECT COUNT(*) AS n FROM app.m", "n").equals("0"));
        Coordinates onPrimary = RealServers.end(primary);
        Coordinates onReplica = RealServers.end(replica);

        RealServers.run(
                primary,
                "INSERT INTO app.m VALUES (1, 'a'), (2, NULL)",
                "BEGIN",
                "UPDATE app.m SET v = UUID()",
                "DELETE FROM app.m WHERE id = 1",
                "COMMIT",
                "DROP VIEW IF EXISTS `_pseudo_gtid_`.`_asc:00000002`",
                "INSERT INTO app.m VALUES (9, 'last')");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> RealServers.ask(replica, "SELECT v FROM app.m WHERE id = 9", "v").equals("last"));

        List<String> primaryEvents = comparable(RealServers.read(primary, onPrimary));
        assertThat(primaryEvents).hasSize(12).isEqualTo(comparable(RealServers.read(replica, onReplica)));
    }

    private static List<String> comparable(List<LogEvent> events) {
        return events.stream()
                .filter(e -> COMPARABLE.contains(e.kind()))
                .map(e -> e.kind() + " " + e.timestamp() + " " + e.serverId() + " " + e.content() + " " + e.text())
                .toList();
    }
}

package dev.tutti.traffic.feed.proxy;

import static dev.tutti.traffic.feed.Feeding.READERS;
import static dev.tutti.traffic.feed.Feeding.WRITER;
import static dev.tutti.traffic.feed.Feeding.endpoint;
import static dev.tutti.traffic.feed.Feeding.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.model.Credentials;
import dev.tutti.core.model.Secret;
import dev.tutti.core.traffic.Endpoint;
import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.Feeding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

class ProxySqlTest {
    private static final String SERVERS = "SELECT hostgroup_id, hostname, port, weight FROM ";

    @TempDir
    Path folder;

    private ProxySqlStandIn standIn;

    @BeforeEach
    void start() throws Exception {
        standIn = new ProxySqlStandIn(folder);
        standIn.sql("INSERT INTO mysql_servers (hostgroup_id, hostname, weight) VALUES (30, '10.0.0.30', 7)");
        standIn.sql("INSERT INTO runtime_mysql_servers (hostgroup_id, hostname, weight) VALUES (30, '10.0.0.30', 7)");
        standIn.sql("INSERT INTO disk.mysql_servers (hostgroup_id, hostname, weight) VALUES (30, '10.0.0.30', 7)");
    }

    @AfterEach
    void stop() throws Exception {
        standIn.close();
    }

    private ProxySql provider(Credentials account, boolean loadPending) {
        return new ProxySql(new AdminSession.Access(standIn.address(), account), loadPending,
                List.of(new Binding(WRITER, "10", Purpose.WRITER), new Binding(READERS, "20", Purpose.READERS)));
    }

    private ProxySql provider() {
        return provider(ProxySqlStandIn.ACCOUNT, false);
    }

    @Test
    void theRunningProxyAndItsDiskSayWhatTheRoutesSayAndOtherGroupsStay() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(WRITER, "10.0.0.1"), route(READERS, endpoint("10.0.0.2", 3306, 100), endpoint("10.0.0.3", 3307, 0)));
            for (String table : List.of("runtime_mysql_servers", "disk.mysql_servers")) {
                assertThat(standIn.rows(SERVERS + table)).containsExactly(
                        "10 10.0.0.1 3306 100", "20 10.0.0.2 3306 100", "20 10.0.0.3 3307 0", "30 10.0.0.30 3306 7");
            }
            feed.done(route(WRITER, "10.0.0.2"), route(READERS, new Endpoint[0]));
            assertThat(standIn.rows(SERVERS + "runtime_mysql_servers"))
                    .containsExactly("10 10.0.0.2 3306 100", "30 10.0.0.30 3306 7");
            int before = standIn.statements.size();
            assertThat(feed.done(route(WRITER, "10.0.0.2")).changes()).isEmpty();
            assertThat(standIn.statements.subList(before, standIn.statements.size())).noneMatch(sql -> sql.startsWith("LOAD"));
        }
    }

    @Test
    void aServerThatMovesKeepsHowItIsSpokenTo() throws Exception {
        for (String table : List.of("mysql_servers", "runtime_mysql_servers", "disk.mysql_servers")) {
            standIn.sql("INSERT INTO " + table + " (hostgroup_id, hostname, use_ssl, max_connections) VALUES (20, '10.0.0.2', 1, 77)");
        }
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(WRITER, "10.0.0.2"), route(READERS, "10.0.0.1"));
            assertThat(standIn.rows("SELECT hostgroup_id, hostname, use_ssl, max_connections FROM runtime_mysql_servers"))
                    .contains("10 10.0.0.2 1 77", "20 10.0.0.1 0 1000");
        }
    }

    @Test
    void driftIsReportedAndShunningIsNone() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(WRITER, "10.0.0.1"));
            standIn.sql("UPDATE runtime_mysql_servers SET status = 'SHUNNED' WHERE hostgroup_id = 10");
            assertThat(feed.done(route(WRITER, "10.0.0.1")).drift()).isEmpty();
            standIn.sql("UPDATE runtime_mysql_servers SET status = 'OFFLINE_SOFT' WHERE hostgroup_id = 10");
            assertThat(feed.status(FeedStatus.Drifted.class).sentence()).contains("10 was changed by somebody else", "OFFLINE_SOFT");
        }
    }

    @Test
    void whatSomebodyElseHasNotLoadedYetIsNotLoadedWithOurs() throws Exception {
        standIn.sql("UPDATE mysql_servers SET weight = 8 WHERE hostgroup_id = 30");
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("ProxySQL at " + standIn.address(), "not loaded it", "load_pending");
            assertThat(standIn.rows(SERVERS + "runtime_mysql_servers")).containsExactly("30 10.0.0.30 3306 7");
        }
        try (Feeding feed = new Feeding(provider(ProxySqlStandIn.ACCOUNT, true), false)) {
            feed.done(route(WRITER, "10.0.0.1"));
            assertThat(standIn.rows(SERVERS + "runtime_mysql_servers")).contains("30 10.0.0.30 3306 8", "10 10.0.0.1 3306 100");
        }
    }

    @Test
    void whatIsLoadedAndCannotBeSavedIsHalfDoneAndSaid() throws Exception {
        standIn.failing = "SAVE";
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("fails", "disk I/O error", "SAVE MYSQL SERVERS TO DISK");
            assertThat(standIn.rows(SERVERS + "runtime_mysql_servers")).contains("10 10.0.0.1 3306 100");
            standIn.failing = "";
            feed.done(route(WRITER, "10.0.0.1"));
            assertThat(standIn.rows(SERVERS + "disk.mysql_servers")).contains("10 10.0.0.1 3306 100");
        }
    }

    @Test
    void aWrongPasswordAndAnInterfaceThatHangsAreNamed() throws Exception {
        try (Feeding feed = new Feeding(provider(new Credentials("radmin", Secret.of("wrong word")), false), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("refuses", "logging in as radmin", "admin-admin_credentials")
                    .doesNotContain("wrong word");
        }
        try (Feeding feed = new Feeding(provider(), false, Feeding.HASTY)) {
            feed.done(route(WRITER, "10.0.0.1"));
            standIn.hanging = true;
            feed.tell(route(WRITER, "10.0.0.2"));
            feed.failsWith("did not finish within 1000 ms");
        }
    }

    @Test
    void theDriverAsksNothingThatSqliteWouldRefuse() throws Exception {
        try (Feeding feed = new Feeding(provider(), false)) {
            feed.done(route(WRITER, "10.0.0.1"));
            assertThat(standIn.statements).allMatch(sql ->
                    sql.matches("(?s)(set NAMES utf8mb4$|SELECT hostgroup_id|INSERT OR IGNORE|UPDATE|DELETE|LOAD MYSQL|SAVE MYSQL).*"));
        }
    }
}

package dev.tutti.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.model.Address;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

/** Whether a replica can go on by GTID below another server, and how it is told to. */
class GtidsTest {
    private static final Dialect MARIADB = Dialect.of(Version.parse("11.4.5-MariaDB"));
    private static final Dialect MYSQL = Dialect.of(Version.parse("8.4.3"));
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    private static GtidAnswer mariadb(String has, String logged) {
        return MARIADB.readGtids(has, new Row(Map.of("logged", logged)), "", 7);
    }

    private static GtidAnswer mysql(String mode, String lacking, String purged) {
        return MYSQL.readGtids("", new Row(Map.of("mode", mode, "lacking", lacking, "purged", purged)), UUID, 7);
    }

    @Test
    void whoeverHasNothingThatTheOtherLacksIsCovered() {
        assertThat(mariadb("0-1-100,0-1-100", "0-1-120")).isEqualTo(new GtidAnswer.Covered());
        assertThat(mariadb(",", "0-1-120")).isEqualTo(new GtidAnswer.Covered());
        assertThat(mariadb("0-1-100,0-2-40,1-1-5,0-1-99", "1-1-5,0-2-40,0-1-100")).isEqualTo(new GtidAnswer.Covered());
        assertThat(mariadb("0-1-18446744073709551615", "0-1-18446744073709551615")).isEqualTo(new GtidAnswer.Covered());
        assertThat(mysql("ON", "", "")).isEqualTo(new GtidAnswer.Covered());
    }

    @Test
    void whatTheOtherWillHaveInAMomentIsToldFromWhatItNeverHad() {
        assertThat(mariadb("0-1-121", "0-1-120")).isEqualTo(new GtidAnswer.Ahead("0-1-121"));
        assertThat(mariadb("0-1-100,0-7-101,0-1-100", "0-1-120")).isEqualTo(new GtidAnswer.Errant("0-7-101"));
        assertThat(mysql("ON", "8a94f357-aab4-11df-86ab-c80aa9429562:5-6", ""))
                .isEqualTo(new GtidAnswer.Ahead("8a94f357-aab4-11df-86ab-c80aa9429562:5-6"));
        assertThat(mysql("ON", UUID.toUpperCase(java.util.Locale.ROOT) + ":1", "")).isInstanceOf(GtidAnswer.Errant.class);
    }

    /** 0-3-50 is of a former primary; a log that was made of a backup does not prove that it was in it. */
    @Test
    void aLogThatDoesNotReachBackProvesNothing() {
        assertThat(mariadb("0-3-50,0-1-100", "0-1-120")).isEqualTo(new GtidAnswer.Ahead("0-3-50"));
        assertThat(mysql("ON", "", "8a94f357-aab4-11df-86ab-c80aa9429562:1-9")).isInstanceOf(GtidAnswer.Impossible.class);
    }

    @Test
    void whatCannotBeReadIsNotGuessed() {
        assertThat(mariadb("0-1-100", "nonsense")).isInstanceOf(GtidAnswer.Impossible.class);
        assertThat(mariadb("0-1", "0-1-100")).isInstanceOf(GtidAnswer.Impossible.class);
        assertThat(mysql("OFF_PERMISSIVE", "", "")).isInstanceOf(GtidAnswer.Impossible.class);
    }

    @Test
    void whoGoesByGtidIsToldNoCoordinates() {
        assertThat(MARIADB.changeSource(change("Using_Gtid", "Slave_Pos", null)))
                .isEqualTo("CHANGE MASTER TO MASTER_HOST='db2', MASTER_PORT=3306, MASTER_USE_GTID=slave_pos");
        assertThat(MARIADB.changeSource(change("Using_Gtid", "Current_Pos", null))).endsWith("MASTER_USE_GTID=current_pos");
        assertThat(MARIADB.changeSource(change("Using_Gtid", "No", new Coordinates("bin.1", 4))))
                .endsWith("MASTER_LOG_FILE='bin.1', MASTER_LOG_POS=4, MASTER_USE_GTID=no");
        assertThat(MYSQL.changeSource(change("Auto_Position", "1", null))).isEqualTo(
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST='db2', SOURCE_PORT=3306, SOURCE_AUTO_POSITION=1");
        assertThat(Dialect.of(Version.parse("5.6.14")).changeSource(change("Auto_Position", "1", null)))
                .isEqualTo("CHANGE MASTER TO MASTER_HOST='db2', MASTER_PORT=3306, MASTER_AUTO_POSITION=1");
    }

    private static ChangeSource change(String column, String value, @Nullable Coordinates at) {
        Map<String, @Nullable String> before = new HashMap<>();
        before.put(column, value);
        return new ChangeSource(new Address("db2", 3306), at, new Row(before));
    }
}

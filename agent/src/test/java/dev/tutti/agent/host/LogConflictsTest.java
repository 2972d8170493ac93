package dev.tutti.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.advice.TableConflicts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Collections;
import java.util.List;

/**
 * Conflicts in error logs. The texts of MariaDB 10.11.19 with galera 26.4.23 are cut from the log of a node of two that wrote the
 * same two rows ({@code wsrep_log_conflicts=ON}, {@code cert.log_conflicts=YES}): it logged 12 aborts, and its clients got 12
 * errors 1213. The text with a lock is of the form that earlier servers publish; none was run for this.
 */
class LogConflictsTest {
    /** Word for word, with the bytes that follow the winner's statement. */
    private static final String ABORT = """
            2026-11-26 17:54:26 2 [Note] WSREP: cluster conflict due to high priority abort for threads:
            2026-11-26 17:54:26 2 [Note] WSREP: Winning thread:\s
               THD: 2, mode: high priority, state: exec, conflict: executing, seqno: 552
               SQL: update app.hot set n=n+1 where id=1Rrk
            2026-11-26 17:54:26 2 [Note] WSREP: Victim thread:\s
               THD: 19, mode: local, state: exec, conflict: certifying, seqno: -1
               SQL: commit
            2026-11-26 17:54:26 2 [Note] WSREP: context: ./storage/innobase/handler/ha_innodb.cc:18834
            """;

    private static final String CERTIFICATION = """
            2026-11-26 17:54:26 1 [Note] WSREP: UP-UP trx conflict for key (2,FLAT8)26f8ad26 2bc04518: source: 46835f24-e9c2-11f1-989a-8fd0582554db version: 6 local: 1 flags: 65 conn_id: 19 trx_id: 1784
            """;

    private static final String WITH_LOCK = """
            *** Priority TRANSACTION:
            TRANSACTION 841845, ACTIVE 0 sec starting index read
            *** Victim TRANSACTION:
            TRANSACTION 841844, ACTIVE 0 sec
            update stock set n = 1
            *** WAITING FOR THIS LOCK TO BE GRANTED:
            RECORD LOCKS space id 5 page no 3 n bits 72 index `GEN_CLUST_INDEX` of table `shop`.`stock` trx id 841844 lock_mode X
            170228 20:05:18 [Note] WSREP: cluster conflict due to high priority abort for threads:
            170228 20:05:18 [Note] WSREP: Winning thread:
               THD: 1, mode: applier, state: executing, conflict: no conflict, seqno: 179653
               SQL: (null)
            170228 20:05:18 [Note] WSREP: Victim thread:
               THD: 5524, mode: local, state: idle, conflict: no conflict, seqno: -1
               SQL: (null)
            """;

    private static List<TableConflicts> in(String log) {
        return LogConflicts.in(log.lines().toList());
    }

    private static List<TableConflicts> won(String statement) {
        return in(ABORT.replace("update app.hot set n=n+1 where id=1Rrk", statement));
    }

    @Test
    void theTableIsTheOneThatTheWinnerChanges() {
        assertThat(in(ABORT + CERTIFICATION + ABORT)).containsExactly(new TableConflicts("app.hot", 2));
    }

    @Test
    void theLockIsBelievedWhereTheServerTellsIt() {
        assertThat(in(WITH_LOCK + ABORT)).containsExactly(
                new TableConflicts("app.hot", 1), new TableConflicts("shop.stock", 1));
    }

    @Test
    void whatTheWinnerDoesNotSayIsNotGuessedFromTheVictim() {
        assertThat(in(ABORT.replace("update app.hot set n=n+1 where id=1Rrk", "(null)").replace("commit", "update a.b set c=1")))
                .isEmpty();
        assertThat(in(CERTIFICATION)).as("a key is only a hash").isEmpty();
    }

    /** The form is that of wsrep_mysqld.h, which writes the two parts apart from each other; none was seen in the run. */
    @Test
    void aFailedCertificationHasOnlyAVictim() {
        String failed = """
                170228 20:05:19 [Note] WSREP: cluster conflict due to certification failure for threads:
                170228 20:05:19 [Note] WSREP: Victim thread:
                   THD: 5529, mode: local, state: executing, conflict: cert failure, seqno: 179664
                   SQL: COMMIT
                """;
        assertThat(in(failed)).isEmpty();
        assertThat(in(failed.replace("COMMIT", "insert into app.t values (1)"))).containsExactly(new TableConflicts("app.t", 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            update app.`od-d.t` set n=n+1, s='of table `evil`.`t` trx id 1' where id=1Rrk | app.od-d.t
            UPDATE LOW_PRIORITY IGNORE t AS x SET n = 1Rrk                                | t
            /* web */ insert into `a``b`.t(id) values (1)Rrk                              | a`b.t
            REPLACE INTO app.t SELECT 1                                                   | app.t
            delete from app.t where id = 1Rrk                                             | app.t
            insert ignore app.t values (1)                                                | app.t
            """)
    void plainStatementsNameTheirTable(String statement, String table) {
        assertThat(won(statement)).containsExactly(new TableConflicts(table, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            update a, b set a.n = b.n
            update a join b on a.id = b.id set a.n = 1
            delete from app.tRrk
            delete a from a join b
            call app.p()
            alter table app.t add c int
            """)
    void statementsThatMayMeanSeveralTablesOrEndInNoiseAreNotCounted(String statement) {
        assertThat(won(statement)).isEmpty();
    }

    @Test
    void whatClientsWriteCannotMakeItSlowOrLong() {
        String hostile = "/*" + "/".repeat(60_000) + "update " + "`".repeat(60_000) + " set ";
        assertThat(won(hostile)).isEmpty();
        StringBuilder many = new StringBuilder();
        for (int table = 0; table < 100; table++) {
            many.append(ABORT.replace("app.hot", "app.t" + table));
        }
        assertThat(in(many.toString())).hasSize(20);
        assertThat(LogConflicts.in(Collections.nCopies(1000, "   SQL: update a.b set c=1"))).isEmpty();
    }

    @Test
    void aLogThatBeginsInTheMiddleOfAConflictIsRead() {
        List<String> lines = ABORT.lines().toList();
        assertThat(LogConflicts.in(lines.subList(3, lines.size()))).isEmpty();
        assertThat(LogConflicts.in(lines.subList(0, 2))).isEmpty();
    }
}

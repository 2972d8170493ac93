package dev.tutti.core.galera.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.split.SplitOff.Kept;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The sides separated behind number 6. */
class GatheringTest {
    private static final Instant SPLIT = Instant.parse("2030-01-01T12:00:00Z");

    private final Gathering gathering = new Gathering(6, SPLIT, Set.of(7L));
    private String node = "";
    private int position;

    private void log(String name) {
        node = name;
        position = 0;
        gathering.begin(name);
    }

    private void change(long seqno, String table, int rows) {
        take(seqno, SPLIT.plusSeconds(seqno), List.of(new TableChange(table, rows, 0, 0, true)), null);
    }

    private void statement(Instant at, String words) {
        take(null, at, List.of(), words);
    }

    private void take(@Nullable Long seqno, Instant at, List<TableChange> tables, @Nullable String words) {
        position += 100;
        gathering.take(
                new Committed(seqno, at, "0-1-" + (seqno == null ? words : seqno), node, "binlog.000002", position, tables, words),
                "binlog.000002:" + (position + 100));
    }

    @Test
    void whatCameAfterTheSeparationIsListedInOrderAndCountedByTable() {
        log("n3");
        change(5, "app.t", 9);
        change(6, "app.t", 9);
        change(8, "app.t", 2);
        change(9, "app.u", 1);
        gathering.end("/saved/n3");
        assertThat(gathering.count()).isEqualTo(2);
        assertThat(gathering.transactions()).extracting(Committed::seqno).containsExactly(8L, 9L);
        assertThat(gathering.tables())
                .containsExactly(new TableChange("app.t", 2, 0, 0, true), new TableChange("app.u", 1, 0, 0, true));
        assertThat(gathering.kept())
                .containsExactly(new Kept("n3", "/saved/n3", "binlog.000002:300", "binlog.000002:500"));
    }

    @Test
    void whatSeveralNodesLoggedCountsOnceAndWhatOneLoggedIsThere() {
        log("n3");
        change(6, "app.t", 1);
        change(8, "app.t", 1);
        change(10, "app.t", 1);
        gathering.end(null);
        log("n4");
        change(8, "app.t", 1);
        change(9, "app.t", 1);
        gathering.end(null);
        assertThat(gathering.transactions()).extracting(Committed::seqno).containsExactly(8L, 9L, 10L);
        assertThat(gathering.tables()).containsExactly(new TableChange("app.t", 3, 0, 0, true));
    }

    @Test
    void aStatementThatFillsTheGapBetweenTwoNumbersHasItsOwn() {
        log("n3");
        change(6, "app.t", 1);
        change(8, "app.t", 1);
        statement(SPLIT.plusSeconds(9), "ALTER TABLE");
        change(10, "app.t", 1);
        gathering.end(null);
        assertThat(gathering.transactions()).extracting(Committed::seqno).containsExactly(8L, 9L, 10L);
        assertThat(gathering.transactions().get(1).statement()).isEqualTo("ALTER TABLE");
    }

    @Test
    void viewsFillGapsAsWell() {
        log("n3");
        change(6, "app.t", 1);
        statement(SPLIT, "CREATE TABLE");
        change(9, "app.t", 1);
        gathering.end(null);
        assertThat(gathering.transactions()).extracting(Committed::seqno).containsExactly(8L, 9L);
        assertThat(gathering.atTheEdge()).isZero();
    }

    @Test
    void aStatementOfANodeThatWroteLittleIsPlacedByItsTimeAndByWhatFollows() {
        log("n3");
        change(2, "app.t", 1);
        statement(SPLIT.plusSeconds(1), "CREATE TABLE");
        change(9, "app.t", 1);
        gathering.end(null);
        assertThat(gathering.transactions()).extracting(Committed::statement).containsExactly("CREATE TABLE", null);
        assertThat(gathering.atTheEdge()).isZero();
        assertThat(gathering.kept()).containsExactly(new Kept("n3", null, "binlog.000002:200", "binlog.000002:400"));
    }

    @Test
    void aStatementWithoutANumberBehindTheSeparationCountsToo() {
        log("n3");
        change(6, "app.t", 1);
        statement(SPLIT.plusSeconds(2), "CREATE TABLE");
        gathering.end(null);
        log("n4");
        change(6, "app.t", 1);
        statement(SPLIT.plusSeconds(2), "CREATE TABLE");
        gathering.end(null);
        assertThat(gathering.count()).isEqualTo(1);
        assertThat(gathering.atTheEdge()).isZero();
        assertThat(gathering.transactions()).extracting(Committed::statement).containsExactly("CREATE TABLE");
    }

    @Test
    void aStatementThatMayStandOnEitherSideIsListedAndSaidToBeDoubtful() {
        log("n3");
        change(4, "app.t", 1);
        statement(SPLIT, "DROP TABLE");
        change(9, "app.t", 1);
        gathering.end(null);
        assertThat(gathering.count()).isEqualTo(2);
        assertThat(gathering.atTheEdge()).isEqualTo(1);
    }

    @Test
    void aStatementOfLongAgoIsNot() {
        log("n3");
        statement(SPLIT.minusSeconds(3_600), "CREATE DATABASE");
        change(9, "app.t", 1);
        gathering.end(null);
        assertThat(gathering.count()).isEqualTo(1);
        assertThat(gathering.atTheEdge()).isZero();
    }

    @Test
    void theFirstOnesAreListedAndAllAreCounted() {
        log("n3");
        for (long seqno = 6; seqno <= 5_006; seqno++) {
            change(seqno, "app.t", 1);
        }
        gathering.end(null);
        assertThat(gathering.count()).isEqualTo(5_000);
        assertThat(gathering.transactions()).hasSize(Gathering.MOST);
        assertThat(gathering.transactions().getFirst().seqno()).isEqualTo(7);
        assertThat(gathering.tables()).containsExactly(new TableChange("app.t", 5_000, 0, 0, true));
    }

    @Test
    void aNumberThatDoesNotGrowIsAServersOwnOfSomethingNotReplicated() {
        log("n3");
        change(6, "app.t", 1);
        change(8, "app.t", 1);
        change(3, "app.local", 1);
        change(9, "app.t", 1);
        gathering.end(null);
        assertThat(gathering.transactions()).filteredOn(one -> one.seqno() != null)
                .extracting(Committed::seqno)
                .contains(8L, 9L);
        assertThat(gathering.count()).isEqualTo(3);
    }
}

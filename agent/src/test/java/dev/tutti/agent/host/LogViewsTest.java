package dev.tutti.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.galera.model.GaleraPosition;
import dev.tutti.core.galera.model.LoggedView;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

class LogViewsTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final UUID HISTORY = UUID.fromString("91993d7f-e9e3-11f1-832a-aebbb9a1cc6f");
    private static String block(String time, long seqno, String status, String... members) {
        StringBuilder text = new StringBuilder("2026-07-26 ").append(time)
                .append(" 2 [Note] WSREP: ================================================\nView:\n  id: ").append(HISTORY).append(':')
                .append(seqno).append("\n  status: ").append(status).append("\n  protocol_version: 4\n  capabilities: "
                        + "MULTI-MASTER, CERTIFICATION\n  final: no\n  own_index: 0\n  members(").append(members.length).append("):\n");
        for (int i = 0; i < members.length; i++) {
            text.append('\t').append(i).append(": 9198a8fc-e9e3-11f1-b31c-d261b860f870, ").append(members[i]).append('\n');
        }
        return text.append("=================================================\n").toString();
    }

    private static List<LoggedView> in(String log) {
        return LogViews.in(log.lines().toList(), PARIS);
    }

    @Test
    void viewsAreReadWithTheirTimeNumberAndMembers() {
        String log = block(" 9:51:53", 6, "non-primary", "n1", "n 2") + "2026-07-26  9:51:55 2 [Note] WSREP: Non-primary view\n"
                + block(" 9:51:55", 7, "primary", "n1");
        assertThat(in(log)).containsExactly(
                new LoggedView(Instant.parse("2026-07-26T07:51:53Z"), new GaleraPosition(HISTORY, 6), false, List.of("n1", "n 2")),
                new LoggedView(Instant.parse("2026-07-26T07:51:55Z"), new GaleraPosition(HISTORY, 7), true, List.of("n1")));
    }

    @Test
    void timesOfMysqlAreUtc() {
        String log = block("00:00:00", 7, "primary", "n1").replace("2026-07-26 00:00:00", "2026-07-26T12:00:00.123456Z");
        assertThat(in(log)).extracting(LoggedView::at).containsExactly(Instant.parse("2026-07-26T12:00:00Z"));
    }

    @Test
    void aViewThatIsCutOrDamagedIsNone() {
        String whole = block("10:00:00", 7, "primary", "n1", "n2");
        assertThat(in(whole.substring(0, whole.indexOf("\t1:")))).isEmpty();
        assertThat(in(whole.replace("  id: " + HISTORY + ":7", "  id: nothing"))).isEmpty();
        assertThat(in(whole.substring(whole.indexOf("  status")))).isEmpty();
        assertThat(in(whole.substring(0, whole.indexOf("\t1:")) + whole)).hasSize(1);
    }
}

package dev.tutti.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Whom a server joined, in its log's words (MariaDB 10.11.19 with galera 26.4.23). */
class LogTransfersTest {
    private static final String START = "2026-11-26 21:29:13 0 [Note] Starting MariaDB 10.11.19-MariaDB-0+deb12u1 source revision 58"
            + " server_uid unknown as process 4711";
    private static final String CONNECTS =
            "2026-11-26 21:29:13 0 [Note] WSREP: gcomm: connecting to group 'somebody-else', peer '198.18.0.1:,198.18.0.2:'";

    @Test
    void theNameOfTheClusterThatItAskedForIsThatOfItsLastStart() {
        assertThat(LogTransfers.connectsTo(List.of(START, CONNECTS))).contains("somebody-else");
        assertThat(LogTransfers.connectsTo(List.of(START, CONNECTS, START))).isEmpty();
        assertThat(LogTransfers.connectsTo(List.of())).isEmpty();
    }
}

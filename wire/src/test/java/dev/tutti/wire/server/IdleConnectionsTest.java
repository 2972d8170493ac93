package dev.tutti.wire.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a connection costs that does nothing: 16 KB of heap, the client's end included, and no thread of the system. */
class IdleConnectionsTest {
    private static final int CONNECTIONS = 500;
    /** Twice what was seen. */
    private static final long MOST_EACH = 32_000;

    @Test
    void fiveHundredIdleConnectionsCostLittleAndAreAllServed() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (WireServer server = WireServer.start(
                ServerOptions.onLoopback(0, "5.6.14-log", List.of(RawClient.REPL)), (session, sql) -> Reply.ok())) {
            // What the first one alone brings into memory.
            clients.add(RawClient.loggedIn(server.address()));
            long before = used();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();

            for (int i = 0; i < CONNECTIONS; i++) {
                clients.add(RawClient.loggedIn(server.address()));
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> server.sessions().size() == CONNECTIONS + 1);
            assertThat((used() - before) / CONNECTIONS).isLessThan(MOST_EACH);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threads + 10);
            for (RawClient client : clients) {
                assertThat(client.ask(RawClient.command(Commands.PING)).first()).isZero();
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}

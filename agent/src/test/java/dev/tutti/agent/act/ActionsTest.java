package dev.tutti.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.agent.act.Actions.Submission;
import dev.tutti.agent.config.AgentConfig;
import dev.tutti.agent.host.ServerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Which action goes before which. */
class ActionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    /** After an outage positions are looked for at once, also while links are measured as every ten minutes. */
    @Test
    void measuringALinkGivesWayToWhateverIsAskedFor() throws Exception {
        CountDownLatch measuring = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        Link endless = peer -> {
            measuring.countDown();
            try {
                TimeUnit.HOURS.sleep(1);
                return new Outcome.Failed("never");
            } catch (InterruptedException e) {
                cancelled.countDown();
                throw e;
            }
        };
        AgentConfig config = config();
        try (Actions actions = Actions.open(
                config, new ServerProcess(config.server().pidFile(), config.server().dataFolder()), InstantSource.system(),
                endless)) {
            assertThat(actions.submit(request("one", "probe", ", \"peer\": \"127.0.0.1:7421\""), "test"))
                    .isInstanceOf(Submission.Begun.class);
            assertThat(measuring.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(actions.submit(request("two", "probe", ", \"peer\": \"127.0.0.1:7421\""), "test"))
                    .isInstanceOf(Submission.Busy.class);

            assertThat(actions.submit(request("three", "clear-safe", ""), "test")).isInstanceOf(Submission.Begun.class);

            assertThat(cancelled.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        }
    }

    private static ActionRequest request(String id, String kind, String more) throws ActionRequest.Malformed {
        return ActionRequest.parse("{\"id\": \"" + id + "\", \"kind\": \"" + kind + "\"" + more + "}");
    }

    private AgentConfig config() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "a-token\n");
        return AgentConfig.parse("""
                agent:
                  state_folder: %1$s/state
                  token_file: %2$s
                  peers: ["127.0.0.1:7421"]
                server:
                  data_folder: %1$s/data
                  pid_file: %1$s/server.pid
                  error_log: %1$s/error.log
                  start: [/bin/false]
                """.formatted(folder, token), "agent.yaml");
    }
}

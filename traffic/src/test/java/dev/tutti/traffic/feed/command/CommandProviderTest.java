package dev.tutti.traffic.feed.command;

import static dev.tutti.traffic.feed.Feeding.WRITER;
import static dev.tutti.traffic.feed.Feeding.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tutti.core.traffic.feed.FeedStatus;
import dev.tutti.core.traffic.feed.Purpose;
import dev.tutti.traffic.feed.Binding;
import dev.tutti.traffic.feed.Feeding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Real programs; the router is a file. */
class CommandProviderTest {
    @TempDir
    Path folder;

    private List<String> shell(String script) {
        return List.of("/bin/sh", "-c", script, "sh", folder.resolve("router").toString());
    }

    private Feeding feed(String apply, String read) {
        return new Feeding(new CommandProvider(shell(apply), shell(read), List.of(new Binding(WRITER, "pay; rm -rf", Purpose.WRITER))),
                false);
    }

    private Feeding hastyFeed(String apply, String read) {
        return new Feeding(new CommandProvider(shell(apply), shell(read), List.of(new Binding(WRITER, WRITER, Purpose.WRITER))),
                false, Feeding.HASTY);
    }

    private static final String APPLY = "cat > \"$1\"";
    private static final String READ = "[ ! -e \"$1\" ] || cat \"$1\"; [ -e \"$1\" ] || echo '{}'";

    private String router() throws IOException {
        return Files.readString(folder.resolve("router"));
    }

    @Test
    void theRouteIsGivenAsJsonAndReadBackByTheOtherCommand() throws Exception {
        try (Feeding feed = feed(APPLY, READ)) {
            feed.done(route(WRITER, "10.0.0.1"));
            assertThat(router()).isEqualTo("{\"routes\":[{\"name\":\"pay; rm -rf\",\"ttl\":5,\"endpoints\":["
                    + "{\"ip\":\"10.0.0.1\",\"port\":3306,\"weight\":100}],\"was\":[]}]}");
            feed.done(route(WRITER, "10.0.0.2", "fd00::1"));
            assertThat(router()).contains("fd00:0:0:0:0:0:0:1", "\"was\":[{\"ip\":\"10.0.0.1\"");
            feed.done(route(WRITER, new String[0]));
            assertThat(router()).contains("\"endpoints\":[]");
        }
    }

    @Test
    void driftIsReported() throws Exception {
        try (Feeding feed = feed(APPLY, READ)) {
            feed.done(route(WRITER, "10.0.0.1"));
            Files.writeString(folder.resolve("router"), router().replace("10.0.0.1", "10.0.0.66"));
            assertThat(feed.status(FeedStatus.Drifted.class).sentence()).contains("10.0.0.66:3306 (weight 100)");
        }
    }

    @Test
    void whatIsNotReadBackIsNotDone() throws Exception {
        try (Feeding feed = hastyFeed("true", READ)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            feed.failsWith("took the changes and does not show them", "and is nobody");
        }
    }

    @Test
    void aCommandThatFailsHangsTalksNonsenseOrIsMissingIsNamed() throws Exception {
        try (Feeding feed = feed("echo the router is on fire >&2; exit 3", READ)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("command /bin/sh fails", "ended with code 3: the router is on fire");
        }
        try (Feeding feed = hastyFeed("sleep 60 & echo $! > \"$1.pid\"; wait", READ)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            feed.failsWith("did not finish within 1000 ms: running /bin/sh");
            long child = Long.parseLong(Files.readString(folder.resolve("router.pid")).strip());
            await().atMost(Feeding.LIMIT)
                    .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
        }
        try (Feeding feed = feed(APPLY, "echo fine")) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("printed no routes");
        }
        try (Feeding feed = new Feeding(new CommandProvider(List.of("/nowhere/apply"), List.of("/nowhere/read"),
                List.of(new Binding(WRITER, WRITER, Purpose.WRITER))), false)) {
            feed.tell(route(WRITER, "10.0.0.1"));
            assertThat(feed.failure()).contains("/nowhere/read cannot be run", "write the whole path");
        }
    }
}

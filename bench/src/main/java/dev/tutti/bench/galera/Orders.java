package dev.tutti.bench.galera;

import dev.tutti.bench.galera.GaleraApi.Answer;
import dev.tutti.lab.process.Deadline;

import java.time.Duration;
import java.util.Map;

/** Asks the control plane for something as a person does, and follows it to its end. Thread-safe. */
public final class Orders {
    private static final Duration FREE = Duration.ofSeconds(60);

    private final GaleraApi api;

    public Orders(GaleraApi api) {
        this.api = api;
    }

    /**
     * Asks, agrees to whatever is asked back, and waits for the end.
     *
     * @param what such as {@code nodes/n4/resync}
     * @param limit until it has ended
     * @throws IllegalStateException with the answer if it is refused
     */
    public RecoverySeen carryOut(String what, Map<String, ?> body, Duration limit) {
        awaitFree();
        Answer answer = api.ask(what, body);
        return follow(what, answer.asks() ? api.agree(what, body, answer) : answer, limit);
    }

    /** Waits for the end of what was ordered. */
    public RecoverySeen follow(String what, Answer answer, Duration limit) {
        if (!answer.accepted()) {
            throw new IllegalStateException(what + " was not done: " + answer);
        }
        return ended(answer.body().path("id").asLong(), limit);
    }

    /** Waits until a recovery has ended, however it ends. */
    public RecoverySeen ended(long id, Duration limit) {
        Deadline.in(limit).await(
                () -> !api.recovery(id).running(),
                "Recovery " + id + " did not end",
                () -> api.recovery(id).document().toString());
        return api.recovery(id);
    }

    /** Waits until nothing is being done to the cluster. */
    public void awaitFree() {
        Deadline.in(FREE).await(
                () -> !api.cluster().recovering(), "The cluster went on being recovered", () -> api.cluster().care());
    }
}

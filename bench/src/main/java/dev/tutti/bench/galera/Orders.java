package dev.tutti.bench.galera;

import dev.tutti.bench.galera.GaleraApi.Answer;
import dev.tutti.lab.process.Deadline;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

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
        Answer answer = ask(what, body);
        return follow(what, answer.asks() ? api.agree(what, body, answer) : answer, limit);
    }

    /** Asks for something as soon as nothing else is being done to the cluster. */
    public Answer ask(String what, Map<String, ?> body) {
        Deadline deadline = Deadline.in(FREE);
        AtomicReference<Answer> answer = new AtomicReference<>(api.ask(what, body));
        deadline.await(
                () -> {
                    if (busy(answer)) {
                        answer.set(api.ask(what, body));
                    }
                    return !busy(answer);
                },
                "The cluster was never free for " + what,
                () -> String.valueOf(answer.get()));
        return Objects.requireNonNull(answer.get());
    }

    private static boolean busy(AtomicReference<Answer> answer) {
        return Objects.requireNonNull(answer.get()).busy();
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
}

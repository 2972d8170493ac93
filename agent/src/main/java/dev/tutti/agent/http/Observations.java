package dev.tutti.agent.http;

import dev.tutti.agent.observe.Observer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Tells what checks found. Thread-safe. */
final class Observations {
    private final Observer observer;
    private final InstantSource clock;
    private final String life = UUID.randomUUID().toString();

    Observations(Observer observer, InstantSource clock) {
        this.observer = observer;
        this.clock = clock;
    }

    /**
     * What is answered.
     *
     * @param life another one after each start of the agent, from which on numbers begin anew
     */
    record Told(String life, List<Check> checks) {}

    record Check(
            String check, String kind, String address, long number, boolean success, int streak, String detail, long ageMillis) {}

    Told now() {
        return new Told(life, observer.newest().stream()
                .map(one -> new Check(
                        one.check(), one.kind(), one.address(), one.number(), one.success(), one.streak(), one.detail(),
                        Math.max(0, Duration.between(one.at(), clock.instant()).toMillis())))
                .toList());
    }
}

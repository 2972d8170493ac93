package dev.tutti.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.core.engine.Event;
import dev.tutti.core.model.Address;
import dev.tutti.core.policy.Policy;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One event after the other. */
class EngineLoopTest {
    private static final Address SERVER = new Address("db1", 3306);

    @Test
    void whoHasBeenAnsweredSeesWhatHeAskedFor() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (EngineLoop loop = new EngineLoop(Policy.defaults(), InstantSource.system(), command -> {}, (state, event) -> {
            busy.countDown();
            await(goOn);
        })) {
            loop.start();
            busy.await();
            Thread asked = Thread.ofVirtual().start(() ->
                    loop.take(new Event.DowntimeSet(SERVER, Duration.ofMinutes(5), "new disks")));
            assertThat(asked.join(Duration.ofMillis(50))).as("answered before it is so").isFalse();
            goOn.countDown();
            asked.join();
            assertThat(loop.state().downtimes()).containsKey(SERVER);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

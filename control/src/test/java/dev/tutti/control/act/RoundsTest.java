package dev.tutti.control.act;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What is done again and again. */
class RoundsTest {
    @Test
    void aRoundThatFailsIsFollowedByTheNextAndAnEndedOneByNone() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        CountDownLatch ended = new CountDownLatch(1);
        try (Rounds rounds = new Rounds("test", Duration.ofMillis(1), () -> {
            three.countDown();
            if (three.getCount() > 0) {
                throw new IllegalStateException("a defect");
            }
            try {
                TimeUnit.MINUTES.sleep(1);
            } finally {
                ended.countDown();
            }
        })) {
            rounds.start();
            assertThat(three.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
}

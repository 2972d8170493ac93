package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.feed.Failure;

import java.time.Duration;

/** Enough time for anything that a test does by hand. */
public final class Patient implements Patience {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Override
    public Duration left(String doing) {
        return LIMIT;
    }

    @Override
    public FeedException late(String doing) {
        return new FeedException(new Failure.TimedOut("by hand", doing, LIMIT));
    }

    @Override
    public void pause(Duration length, String doing) throws InterruptedException {
        Thread.sleep(length);
    }
}

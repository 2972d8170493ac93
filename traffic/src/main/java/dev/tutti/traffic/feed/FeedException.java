package dev.tutti.traffic.feed;

import dev.tutti.core.traffic.feed.Failure;

/** A router could not be asked, or did not do what it was asked; the failure says which, what and what to do. */
public final class FeedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public FeedException(Failure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    public FeedException(Failure failure, Throwable cause) {
        super(failure.sentence(), cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}

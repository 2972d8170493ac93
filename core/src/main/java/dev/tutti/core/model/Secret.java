package dev.tutti.core.model;

import java.util.Objects;

/** A password or key. Prints as {@code ***} everywhere; only the edge that logs in calls {@link #reveal()}. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(Objects.requireNonNull(value));
    }

    /** The secret itself, for the one call that presents it to a server. Never log, journal or return it. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}

package dev.tutti.core.model;

import java.util.List;

/**
 * How a replica is connected to its source beside whose log it reads: TLS, retries, heartbeats. Holds no secret.
 *
 * @param options columns of its replica status, under the server's own names
 */
public record Link(List<Option> options) {
    /** Nothing is known: the server's own defaults hold. */
    public static final Link UNKNOWN = new Link(List.of());

    public Link {
        options = List.copyOf(options);
    }

    /** One column. */
    public record Option(String column, String value) {}
}

package dev.tutti.core.galera.model;

/** What {@code wsrep_cluster_status} says of the group of nodes that a node sees. */
public enum Component {
    /** The group may commit: it holds more than half of the last one. */
    PRIMARY,
    /** The group lost quorum: statements get error 1047. */
    NON_PRIMARY,
    /** The node is in no group: it aborted, was voted out, or its provider did not connect. */
    DISCONNECTED;

    static Component parse(String text) {
        return switch (text.strip().toLowerCase(java.util.Locale.ROOT)) {
            case "primary" -> PRIMARY;
            case "non-primary" -> NON_PRIMARY;
            default -> DISCONNECTED;
        };
    }
}

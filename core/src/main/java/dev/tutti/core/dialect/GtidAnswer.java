package dev.tutti.core.dialect;

/** Whether a replica that goes by GTID can get from a server all that it lacks, and has nothing that the server lacks. */
public sealed interface GtidAnswer {
    record Covered() implements GtidAnswer {}

    /** The replica has what the server has not, yet. */
    record Ahead(String gtids) implements GtidAnswer {}

    /** The replica has what arose on it and the server never had. */
    record Errant(String gtids) implements GtidAnswer {}

    /** It cannot work, or cannot be told. */
    record Impossible(String why) implements GtidAnswer {}
}

package dev.tutti.binlogserver.sql;

/** A system variable that there is none of; replicas and drivers tolerate that where an older server would say so. */
final class UnknownVariableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownVariableException(String name) {
        super(name);
    }
}

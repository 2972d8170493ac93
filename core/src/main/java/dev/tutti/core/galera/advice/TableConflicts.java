package dev.tutti.core.galera.advice;

/**
 * How often transactions lost over rows of one table, as far as error logs tell.
 *
 * @param table {@code schema.table}
 */
public record TableConflicts(String table, long count) {}

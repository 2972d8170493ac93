package dev.tutti.core.galera.split;

/**
 * How many rows of one table were changed.
 *
 * @param table with its schema
 * @param counted whether the numbers are all; false where rows are logged in a form that is not read here
 */
public record TableChange(String table, long inserted, long updated, long deleted, boolean counted) {
    TableChange plus(TableChange other) {
        return new TableChange(
                table, inserted + other.inserted, updated + other.updated, deleted + other.deleted, counted && other.counted);
    }
}

/**
 * The statements that a Binlog Server understands: what replicas, tools and drivers ask, and what changes it.
 */
@NullMarked
package dev.tutti.binlogserver.sql;

import org.jspecify.annotations.NullMarked;

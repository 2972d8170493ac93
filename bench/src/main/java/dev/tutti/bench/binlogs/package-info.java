/** Measures the Binlog Server side by side with what a user would choose instead. */
@NullMarked
package dev.tutti.bench.binlogs;

import org.jspecify.annotations.NullMarked;

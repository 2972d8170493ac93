/** Writes Pseudo-GTID entries on writable primaries. */
@NullMarked
package dev.tutti.control.inject;

import org.jspecify.annotations.NullMarked;

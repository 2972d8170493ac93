/** Pseudo-GTID: finding on one server the coordinates that mean the same as a position on another. */
@NullMarked
package dev.tutti.core.match;

import org.jspecify.annotations.NullMarked;

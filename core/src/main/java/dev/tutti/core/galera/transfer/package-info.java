/** State transfers before they happen: incremental or full, from whom, for how long. */
@NullMarked
package dev.tutti.core.galera.transfer;

import org.jspecify.annotations.NullMarked;

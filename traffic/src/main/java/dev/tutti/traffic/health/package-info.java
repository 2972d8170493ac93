/** Asks targets whether they serve, each by its deadline, and keeps what was seen. */
@NullMarked
package dev.tutti.traffic.health;

import org.jspecify.annotations.NullMarked;

/** Checks that a host makes for others: whether what is named in its own configuration is reached from there. */
@NullMarked
package dev.tutti.agent.observe;

import org.jspecify.annotations.NullMarked;

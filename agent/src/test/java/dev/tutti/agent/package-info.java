/** Agents beside real servers. */
@NullMarked
package dev.tutti.agent;

import org.jspecify.annotations.NullMarked;

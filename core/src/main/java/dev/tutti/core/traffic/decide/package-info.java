/** Decides where clients of a name go. Pure: the same situation always gives the same route, with its reason. */
@NullMarked
package dev.tutti.core.traffic.decide;

import org.jspecify.annotations.NullMarked;

/** The one loop's decisions: a state and an event go in, a state and commands come out. */
@NullMarked
package dev.tutti.core.engine;

import org.jspecify.annotations.NullMarked;

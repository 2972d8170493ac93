/** Breaks things at random for minutes and checks after each time that nothing was lost. */
@NullMarked
package dev.tutti.bench.chaos;

import org.jspecify.annotations.NullMarked;

/** Server processes: their configuration, their ports, and the certainty that none outlives its owner. */
@NullMarked
package dev.tutti.lab.process;

import org.jspecify.annotations.NullMarked;

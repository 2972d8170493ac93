/** Real fleets on one machine, from real binaries, with fault injection. */
@NullMarked
package dev.tutti.lab;

import org.jspecify.annotations.NullMarked;

/** The {@code lab} commands. */
@NullMarked
package dev.tutti.lab.cli;

import org.jspecify.annotations.NullMarked;

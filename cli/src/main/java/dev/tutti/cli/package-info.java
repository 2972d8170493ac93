/** The command line: talks to the API, prints for people and for programs. */
@NullMarked
package dev.tutti.cli;

import org.jspecify.annotations.NullMarked;

/** The program as a whole, against real servers. */
@NullMarked
package dev.tutti.app;

import org.jspecify.annotations.NullMarked;

/** Turns real servers into evidence. Nothing else talks to a server to find something out. */
@NullMarked
package dev.tutti.control.observe;

import org.jspecify.annotations.NullMarked;

/** What is known of all servers together, as one immutable value, and the chains that they form. */
@NullMarked
package dev.tutti.core.fleet;

import org.jspecify.annotations.NullMarked;

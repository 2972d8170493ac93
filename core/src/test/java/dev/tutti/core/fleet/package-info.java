/** Tests of what is known of all servers together. */
@NullMarked
package dev.tutti.core.fleet;

import org.jspecify.annotations.NullMarked;

/** Tests of what is decided about Galera. */
@NullMarked
package dev.tutti.core.galera;

import org.jspecify.annotations.NullMarked;

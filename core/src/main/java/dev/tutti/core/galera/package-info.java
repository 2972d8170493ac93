/** Write/write clusters: everything that is decided about Galera, on values alone. */
@NullMarked
package dev.tutti.core.galera;

import org.jspecify.annotations.NullMarked;

/** Tests of plans for Galera clusters. */
@NullMarked
package dev.tutti.core.galera.care;

import org.jspecify.annotations.NullMarked;

/** Tests of plans for Galera clusters. */
@NullMarked
package dev.tutti.core.galera.plan;

import org.jspecify.annotations.NullMarked;

/**
 * What one side of a split brain committed that the other side does not have: where the two separated, by the views that the nodes
 * logged, and which transactions of the side's binary logs come after that. Pure.
 */
@NullMarked
package dev.tutti.core.galera.split;

import org.jspecify.annotations.NullMarked;

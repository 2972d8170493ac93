/**
 * Write/write clusters: everything that is decided about Galera, on values alone.
 *
 * <p>{@code model} has what one look at a cluster shows and what is remembered of it, {@code diagnosis} what is wrong,
 * {@code transfer} what a joiner will get and from whom, {@code quorum} who keeps the vote if something fails, {@code plan}
 * what is to be done. Three rules hold everywhere: silence is not death; where a primary component is, the others only join;
 * and what a node has is neither left behind nor overwritten without asking or saving it.
 */
@NullMarked
package dev.tutti.core.galera;

import org.jspecify.annotations.NullMarked;

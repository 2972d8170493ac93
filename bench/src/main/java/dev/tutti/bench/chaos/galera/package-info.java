/**
 * What can happen to a Galera cluster, one scenario after the other on real nodes, and what must come of each.
 *
 * <p>A scenario orders things through the API alone, breaks things through the lab alone, and checks the nodes themselves.
 */
@NullMarked
package dev.tutti.bench.chaos.galera;

import org.jspecify.annotations.NullMarked;

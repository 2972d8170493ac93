/** Write/write clusters: all nodes of a cluster are looked at together, round by round. */
@NullMarked
package dev.tutti.control.galera;

import org.jspecify.annotations.NullMarked;

/** From the store to replicas. */
@NullMarked
package dev.tutti.binlogserver.serve;

import org.jspecify.annotations.NullMarked;

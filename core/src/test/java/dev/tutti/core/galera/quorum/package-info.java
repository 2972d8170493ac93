/** Tests of the vote. */
@NullMarked
package dev.tutti.core.galera.quorum;

import org.jspecify.annotations.NullMarked;

/** Who keeps the right to commit when members are lost: the vote, and what would become of a cluster if. */
@NullMarked
package dev.tutti.core.galera.quorum;

import org.jspecify.annotations.NullMarked;

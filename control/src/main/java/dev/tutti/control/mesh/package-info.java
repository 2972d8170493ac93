/** The encrypted networks between sites: as the agents of their hosts see them, and what failures would do to the one that is described. */
@NullMarked
package dev.tutti.control.mesh;

import org.jspecify.annotations.NullMarked;

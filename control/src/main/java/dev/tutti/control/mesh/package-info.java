/** The encrypted networks between sites, as the agents of their hosts see them. */
@NullMarked
package dev.tutti.control.mesh;

import org.jspecify.annotations.NullMarked;

/** Looks at the tunnels of a host as they run. */
@NullMarked
package dev.tutti.mesh.check;

import org.jspecify.annotations.NullMarked;

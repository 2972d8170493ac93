/** What is wrong with the tunnels as they run, concluded from what their hosts see. */
@NullMarked
package dev.tutti.core.mesh.check;

import org.jspecify.annotations.NullMarked;

/** Tests of what is concluded about tunnels. */
@NullMarked
package dev.tutti.core.mesh.check;

import org.jspecify.annotations.NullMarked;

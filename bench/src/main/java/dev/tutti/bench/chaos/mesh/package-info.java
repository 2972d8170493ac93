/** Every failure of one and two parts of a mesh, played on real tunnels and compared with what the plan says. */
@NullMarked
package dev.tutti.bench.chaos.mesh;

import org.jspecify.annotations.NullMarked;

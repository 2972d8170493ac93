/** Descriptions that cannot be, bundles, and real tunnels in network namespaces. */
@NullMarked
package dev.tutti.mesh;

import org.jspecify.annotations.NullMarked;

/** Starts and stops the tunnels of hosts from their bundles, where systemd does not: in network namespaces. */
@NullMarked
package dev.tutti.mesh.run;

import org.jspecify.annotations.NullMarked;

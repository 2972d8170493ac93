/** The tunnels between sites as they are from this host, looked at in the background. */
@NullMarked
package dev.tutti.agent.mesh;

import org.jspecify.annotations.NullMarked;

/**
 * The encrypted network between sites as it is planned: which tunnels there are, which addresses they have, and what the failure
 * of one or two of its parts does. A hub passes on what is for others; a site that is none never does.
 */
@NullMarked
package dev.tutti.core.mesh;

import org.jspecify.annotations.NullMarked;

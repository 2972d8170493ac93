/** What each host gets: one folder and one archive with all its configuration and its own private keys, and nobody else's. */
@NullMarked
package dev.tutti.mesh.bundle;

import org.jspecify.annotations.NullMarked;

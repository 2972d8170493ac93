/** The encrypted network between the sites: planned, made and watched. */
@NullMarked
package dev.tutti.mesh;

import org.jspecify.annotations.NullMarked;

/** What is described of the network between the sites, and what its failures would do. */
@NullMarked
package dev.tutti.control.mesh;

import org.jspecify.annotations.NullMarked;

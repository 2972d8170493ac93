/** The plan for people and for programs. */
@NullMarked
package dev.tutti.mesh.print;

import org.jspecify.annotations.NullMarked;

/** The description of a mesh in YAML. */
@NullMarked
package dev.tutti.mesh.config;

import org.jspecify.annotations.NullMarked;

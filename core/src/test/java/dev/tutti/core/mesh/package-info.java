@NullMarked
package dev.tutti.core.mesh;

import org.jspecify.annotations.NullMarked;

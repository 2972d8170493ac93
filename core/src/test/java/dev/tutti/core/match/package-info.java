/** Tests of searches for the same place in two logs, on logs written by a model. */
@NullMarked
package dev.tutti.core.match;

import org.jspecify.annotations.NullMarked;

/** Tests of the sentences. */
@NullMarked
package dev.tutti.core.explain;

import org.jspecify.annotations.NullMarked;

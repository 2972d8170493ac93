/** Tests of finding equivalent coordinates. */
@NullMarked
package dev.tutti.core.match;

import org.jspecify.annotations.NullMarked;

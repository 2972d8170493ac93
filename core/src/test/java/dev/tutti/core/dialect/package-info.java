/** Tests of what is asked and read in each release. */
@NullMarked
package dev.tutti.core.dialect;

import org.jspecify.annotations.NullMarked;

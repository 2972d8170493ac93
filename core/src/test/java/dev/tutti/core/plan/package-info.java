/** Tests of the planners. */
@NullMarked
package dev.tutti.core.plan;

import org.jspecify.annotations.NullMarked;

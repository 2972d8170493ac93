/** The one place that knows how vendors and versions differ in statements, columns and values. */
@NullMarked
package dev.tutti.core.dialect;

import org.jspecify.annotations.NullMarked;

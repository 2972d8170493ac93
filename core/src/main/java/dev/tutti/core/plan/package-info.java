/** Ordered steps that change servers, and the planners that make them or refuse. */
@NullMarked
package dev.tutti.core.plan;

import org.jspecify.annotations.NullMarked;

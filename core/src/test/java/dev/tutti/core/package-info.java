/** What holds for the whole room: purity, and no cycles. */
@NullMarked
package dev.tutti.core;

import org.jspecify.annotations.NullMarked;

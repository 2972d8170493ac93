/** Feeding real routers. */
@NullMarked
package dev.tutti.traffic.feed;

import org.jspecify.annotations.NullMarked;

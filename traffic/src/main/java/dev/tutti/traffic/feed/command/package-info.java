/** Routers that nobody here speaks to: two commands of the configuration, one that changes and one that tells what there is. */
@NullMarked
package dev.tutti.traffic.feed.command;

import org.jspecify.annotations.NullMarked;

/**
 * Tells other routers what our routes say. {@link dev.tutti.traffic.feed.Feed} has one {@link dev.tutti.traffic.feed.Feeder} for
 * each router, on threads of its own; a feeder looks, plans ({@code core.traffic.feed}), changes and reads back through a
 * {@link dev.tutti.traffic.feed.Provider}, which speaks one kind of router's protocol and decides nothing.
 */
@NullMarked
package dev.tutti.traffic.feed;

import org.jspecify.annotations.NullMarked;

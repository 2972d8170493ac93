/**
 * What other routers (DNS servers, proxies, key-value stores, virtual addresses) must be told so that they say what our
 * {@link dev.tutti.core.traffic.Route}s say: desired × seen → changes, what was changed behind our back, and when to try again.
 * Nothing here knows any router's protocol; a router's provider writes its routes as {@link dev.tutti.core.traffic.feed.Entry}s.
 */
@NullMarked
package dev.tutti.core.traffic.feed;

import org.jspecify.annotations.NullMarked;

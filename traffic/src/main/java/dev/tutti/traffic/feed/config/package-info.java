/** The routers that the configuration names. */
@NullMarked
package dev.tutti.traffic.feed.config;

import org.jspecify.annotations.NullMarked;

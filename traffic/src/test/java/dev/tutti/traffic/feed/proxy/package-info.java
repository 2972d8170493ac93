@NullMarked
package dev.tutti.traffic.feed.proxy;

import org.jspecify.annotations.NullMarked;

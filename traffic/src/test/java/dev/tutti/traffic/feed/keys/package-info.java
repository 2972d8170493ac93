@NullMarked
package dev.tutti.traffic.feed.keys;

import org.jspecify.annotations.NullMarked;

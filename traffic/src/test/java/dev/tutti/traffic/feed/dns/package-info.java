@NullMarked
package dev.tutti.traffic.feed.dns;

import org.jspecify.annotations.NullMarked;

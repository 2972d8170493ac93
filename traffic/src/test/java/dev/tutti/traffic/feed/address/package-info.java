@NullMarked
package dev.tutti.traffic.feed.address;

import org.jspecify.annotations.NullMarked;

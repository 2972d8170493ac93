@NullMarked
package dev.tutti.core.traffic.feed;

import org.jspecify.annotations.NullMarked;

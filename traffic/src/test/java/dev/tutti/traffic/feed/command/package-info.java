@NullMarked
package dev.tutti.traffic.feed.command;

import org.jspecify.annotations.NullMarked;

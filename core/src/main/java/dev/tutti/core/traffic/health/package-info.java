/** Whether a target answers its checks: each observer's results counted, and the observers' opinions put together. */
@NullMarked
package dev.tutti.core.traffic.health;

import org.jspecify.annotations.NullMarked;

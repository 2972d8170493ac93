@NullMarked
package dev.tutti.core.traffic.health;

import org.jspecify.annotations.NullMarked;

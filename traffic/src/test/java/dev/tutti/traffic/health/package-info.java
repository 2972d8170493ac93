@NullMarked
package dev.tutti.traffic.health;

import org.jspecify.annotations.NullMarked;

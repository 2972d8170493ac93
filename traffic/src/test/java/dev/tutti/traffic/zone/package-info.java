@NullMarked
package dev.tutti.traffic.zone;

import org.jspecify.annotations.NullMarked;

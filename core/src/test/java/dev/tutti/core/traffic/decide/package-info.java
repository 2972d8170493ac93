@NullMarked
package dev.tutti.core.traffic.decide;

import org.jspecify.annotations.NullMarked;

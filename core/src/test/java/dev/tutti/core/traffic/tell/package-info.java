@NullMarked
package dev.tutti.core.traffic.tell;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.tutti.core.traffic.evidence;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.tutti.traffic.dns;

import org.jspecify.annotations.NullMarked;

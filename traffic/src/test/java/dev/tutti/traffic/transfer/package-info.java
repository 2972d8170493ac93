@NullMarked
package dev.tutti.traffic.transfer;

import org.jspecify.annotations.NullMarked;

/** Answers over UDP and TCP from tables that are compiled anew at each change of state. */
@NullMarked
package dev.tutti.traffic.dns;

import org.jspecify.annotations.NullMarked;

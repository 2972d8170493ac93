/**
 * What Tutti itself knows about servers, given in from outside: more than any health check can find out, which is why it
 * outranks checks. Values only.
 */
@NullMarked
package dev.tutti.core.traffic.evidence;

import org.jspecify.annotations.NullMarked;

/** What is told of names: who gets which answer, and what has changed. Values only. */
@NullMarked
package dev.tutti.core.traffic.tell;

import org.jspecify.annotations.NullMarked;

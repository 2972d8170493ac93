/** The journal: decisions, recoveries with their steps, downtime; all that must survive a restart. */
@NullMarked
package dev.tutti.control.record;

import org.jspecify.annotations.NullMarked;

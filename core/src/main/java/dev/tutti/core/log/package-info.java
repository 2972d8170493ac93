/** A binary log as the decisions see it: events and the cursors that walk them. */
@NullMarked
package dev.tutti.core.log;

import org.jspecify.annotations.NullMarked;

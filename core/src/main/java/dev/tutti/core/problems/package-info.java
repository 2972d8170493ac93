/** Everything that is wrong with each server now: what people are shown, in calm and in alarm. */
@NullMarked
package dev.tutti.core.problems;

import org.jspecify.annotations.NullMarked;

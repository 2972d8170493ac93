/** The vocabulary and every decision; pure: no I/O, no clock, no threads, no randomness, no logging. */
@NullMarked
package dev.tutti.core;

import org.jspecify.annotations.NullMarked;

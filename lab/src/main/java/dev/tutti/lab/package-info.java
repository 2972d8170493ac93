/**
 * Real fleets on one machine, from real binaries, with fault injection.
 *
 * <p>Everything here drives real processes in real time, so waiting on the clock is allowed in this room; it happens in
 * {@link dev.tutti.lab.process.Deadline} and in the proxy only. Linux on x86-64: the servers' binaries are built for it.
 */
@NullMarked
package dev.tutti.lab;

import org.jspecify.annotations.NullMarked;

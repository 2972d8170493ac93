/** A fleet seen from another process: its state file, its control socket, its processes. */
@NullMarked
package dev.tutti.lab.remote;

import org.jspecify.annotations.NullMarked;

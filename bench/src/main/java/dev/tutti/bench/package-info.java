/**
 * Measurements of the whole program on real servers: how long chains are not writable, how long a match takes, what watching
 * costs, how quickly a command starts. Each prints a table for people and writes its raw runs for programs.
 *
 * <p>{@link dev.tutti.bench.WatchedFleet}, real servers with a control plane over them, lives here although the demo uses it as
 * well: {@code lab} must not know {@code control}, {@code app} stands above this room because it mounts its commands, and
 * a room for one class would be one more to know. What the demo shows is thereby what is measured.
 */
@NullMarked
package dev.tutti.bench;

import org.jspecify.annotations.NullMarked;

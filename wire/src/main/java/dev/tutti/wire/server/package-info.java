/**
 * The server's side of the protocol: listens, logs clients in, answers statements by a {@link
 * dev.tutti.wire.server.QueryHandler}. Packets, greeting and login are the client's, read in the other direction.
 */
@NullMarked
package dev.tutti.wire.server;

import org.jspecify.annotations.NullMarked;

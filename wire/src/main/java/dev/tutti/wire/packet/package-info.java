/** Packets of the client/server protocol and the values in their payloads; used by both sides of a connection. */
@NullMarked
package dev.tutti.wire.packet;

import org.jspecify.annotations.NullMarked;

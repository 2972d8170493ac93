/** Greeting, login and authentication plugins; each message both encodes and decodes, for client and server. */
@NullMarked
package dev.tutti.wire.handshake;

import org.jspecify.annotations.NullMarked;

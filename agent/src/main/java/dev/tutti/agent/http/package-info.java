/** How an agent is asked: JSON over HTTP/1.1, over mutual TLS or with a token on loopback. */
@NullMarked
package dev.tutti.agent.http;

import org.jspecify.annotations.NullMarked;

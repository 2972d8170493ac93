/** Other DNS servers: by dynamic updates (RFC 2136, signed as in RFC 8945), and Route 53 by its own interface. */
@NullMarked
package dev.tutti.traffic.feed.dns;

import org.jspecify.annotations.NullMarked;

/** The DNS server beside gdnsd: questions a second, how long they take, what is lost, and how much memory it needs. */
@NullMarked
package dev.tutti.bench.dns;

import org.jspecify.annotations.NullMarked;

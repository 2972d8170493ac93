/**
 * Where clients are sent: which servers may answer for a name, decided from evidence alone. Whoever tells the clients (our own
 * DNS server, other DNS servers, proxies, key-value stores, a virtual address) gets the same {@link dev.tutti.core.traffic.Route}s.
 */
@NullMarked
package dev.tutti.core.traffic;

import org.jspecify.annotations.NullMarked;

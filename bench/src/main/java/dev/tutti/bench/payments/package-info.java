/** Payment servers at four sites: a Galera cluster inside encrypted tunnels over two hubs, and clients that find it by name. */
@NullMarked
package dev.tutti.bench.payments;

import org.jspecify.annotations.NullMarked;

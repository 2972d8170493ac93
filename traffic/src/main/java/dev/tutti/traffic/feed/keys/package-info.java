/** Key-value stores from which clients or their sidecars learn where to go: Consul and etcd. */
@NullMarked
package dev.tutti.traffic.feed.keys;

import org.jspecify.annotations.NullMarked;

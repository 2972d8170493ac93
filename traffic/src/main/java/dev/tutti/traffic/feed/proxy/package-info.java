/** Proxies that stand before the servers: HAProxy and ProxySQL. */
@NullMarked
package dev.tutti.traffic.feed.proxy;

import org.jspecify.annotations.NullMarked;

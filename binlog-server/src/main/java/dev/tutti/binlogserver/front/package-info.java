/** One address for several Binlog Servers: replicas that lose one reconnect there and get another. */
@NullMarked
package dev.tutti.binlogserver.front;

import org.jspecify.annotations.NullMarked;

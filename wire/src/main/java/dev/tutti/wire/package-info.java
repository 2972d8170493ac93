/** MySQL and MariaDB on the wire: packets, handshake, authentication, replication commands, binary log events. */
@NullMarked
package dev.tutti.wire;

import org.jspecify.annotations.NullMarked;

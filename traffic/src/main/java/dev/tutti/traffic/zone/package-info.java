/** The configuration of the DNS server, turned into zones, names and checks. */
@NullMarked
package dev.tutti.traffic.zone;

import org.jspecify.annotations.NullMarked;

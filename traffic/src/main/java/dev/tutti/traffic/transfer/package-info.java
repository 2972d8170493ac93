/** Zones for secondaries: AXFR with TSIG, NOTIFY, serials that only rise. */
@NullMarked
package dev.tutti.traffic.transfer;

import org.jspecify.annotations.NullMarked;

/** From the upstream server into the store. */
@NullMarked
package dev.tutti.binlogserver.ingest;

import org.jspecify.annotations.NullMarked;

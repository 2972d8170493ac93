/** Binary log events: one decoder for streams from a server and for files. */
@NullMarked
package dev.tutti.wire.binlog;

import org.jspecify.annotations.NullMarked;

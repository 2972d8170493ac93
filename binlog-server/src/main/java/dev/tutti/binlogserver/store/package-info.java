/** The folder of log files: durable, byte-identical, indexed. */
@NullMarked
package dev.tutti.binlogserver.store;

import org.jspecify.annotations.NullMarked;

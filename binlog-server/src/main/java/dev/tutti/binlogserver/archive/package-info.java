/** Where complete log files are kept besides this server's disk: a folder or a bucket. Knows nothing of what is in them. */
@NullMarked
package dev.tutti.binlogserver.archive;

import org.jspecify.annotations.NullMarked;

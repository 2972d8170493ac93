/** What an agent sees of its host: the server's process, files, error log, disk. Everything here only reads, and is bounded. */
@NullMarked
package dev.tutti.agent.host;

import org.jspecify.annotations.NullMarked;

/** The agent beside each database server: sees and does what only the server's own host can. */
@NullMarked
package dev.tutti.agent;

import org.jspecify.annotations.NullMarked;

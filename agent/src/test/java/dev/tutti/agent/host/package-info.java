/** Tests of what is read from a host's files. */
@NullMarked
package dev.tutti.agent.host;

import org.jspecify.annotations.NullMarked;

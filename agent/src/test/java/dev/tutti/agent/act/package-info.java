/** Tests of what an agent does, without a server. */
@NullMarked
package dev.tutti.agent.act;

import org.jspecify.annotations.NullMarked;

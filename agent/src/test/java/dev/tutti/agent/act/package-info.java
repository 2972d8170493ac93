/** Tests of what agents do. */
@NullMarked
package dev.tutti.agent.act;

import org.jspecify.annotations.NullMarked;

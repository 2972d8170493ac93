/** What an agent does: one action at a time, each with an identity, journalled before it begins and after it ended. */
@NullMarked
package dev.tutti.agent.act;

import org.jspecify.annotations.NullMarked;

/** What an agent is told before it starts. */
@NullMarked
package dev.tutti.agent.config;

import org.jspecify.annotations.NullMarked;

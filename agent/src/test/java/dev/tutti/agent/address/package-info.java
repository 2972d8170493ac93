@NullMarked
package dev.tutti.agent.address;

import org.jspecify.annotations.NullMarked;

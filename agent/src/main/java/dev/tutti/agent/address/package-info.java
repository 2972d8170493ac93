/** Virtual addresses that this host may carry: put up, taken away, read back, and announced to the neighbours. */
@NullMarked
package dev.tutti.agent.address;

import org.jspecify.annotations.NullMarked;

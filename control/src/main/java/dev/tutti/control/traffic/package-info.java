/** Tells those who send clients what the control plane knows, and runs the DNS server that answers by it. */
@NullMarked
package dev.tutti.control.traffic;

import org.jspecify.annotations.NullMarked;

/** The control plane around the core: observes, acts, records, notifies, and serves the API. */
@NullMarked
package dev.tutti.control;

import org.jspecify.annotations.NullMarked;

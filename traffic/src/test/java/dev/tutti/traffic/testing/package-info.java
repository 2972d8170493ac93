/** What several tests need. */
@NullMarked
package dev.tutti.traffic.testing;

import org.jspecify.annotations.NullMarked;

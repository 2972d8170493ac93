/** Plans for Galera clusters: recovery after an outage, and what people ask for while they live. */
@NullMarked
package dev.tutti.core.galera.plan;

import org.jspecify.annotations.NullMarked;

/** Real Galera clusters with agents and a control plane, asked through the API as a user would, for the demo and what is measured. */
@NullMarked
package dev.tutti.bench.galera;

import org.jspecify.annotations.NullMarked;

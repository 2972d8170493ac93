/** What the configuration says about a name: to whom it is bound, and how one is chosen among them. Values only. */
@NullMarked
package dev.tutti.core.traffic.name;

import org.jspecify.annotations.NullMarked;

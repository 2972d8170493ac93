/** What Tutti does about a cluster by itself, and why it does nothing. */
@NullMarked
package dev.tutti.core.galera.care;

import org.jspecify.annotations.NullMarked;

/** What is wrong with a Galera cluster, what it was concluded from. What to do and what would refute it stands in explain. */
@NullMarked
package dev.tutti.core.galera.diagnosis;

import org.jspecify.annotations.NullMarked;

/** Tests of what is said about Galera clusters. */
@NullMarked
package dev.tutti.core.galera.diagnosis;

import org.jspecify.annotations.NullMarked;

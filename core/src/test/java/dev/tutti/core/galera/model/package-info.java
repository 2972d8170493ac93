/** Tests of Galera's words as values. */
@NullMarked
package dev.tutti.core.galera.model;

import org.jspecify.annotations.NullMarked;

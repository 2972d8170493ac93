/** Galera's own words as values: what a node's status, its settings, its host and the journal say. */
@NullMarked
package dev.tutti.core.galera.model;

import org.jspecify.annotations.NullMarked;

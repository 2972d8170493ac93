/** Tests of the vocabulary. */
@NullMarked
package dev.tutti.core.model;

import org.jspecify.annotations.NullMarked;

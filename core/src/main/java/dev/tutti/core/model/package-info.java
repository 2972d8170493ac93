/** The words of the field as values: addresses, coordinates, versions, what one look at a server shows. */
@NullMarked
package dev.tutti.core.model;

import org.jspecify.annotations.NullMarked;

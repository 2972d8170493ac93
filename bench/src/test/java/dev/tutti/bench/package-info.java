/** Tests that what measures is right. */
@NullMarked
package dev.tutti.bench;

import org.jspecify.annotations.NullMarked;

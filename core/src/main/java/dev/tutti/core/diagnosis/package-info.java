/** What is wrong, what it was concluded from, and what would refute it. */
@NullMarked
package dev.tutti.core.diagnosis;

import org.jspecify.annotations.NullMarked;

/** Tests of the engine beside its transcripts. */
@NullMarked
package dev.tutti.core.engine;

import org.jspecify.annotations.NullMarked;

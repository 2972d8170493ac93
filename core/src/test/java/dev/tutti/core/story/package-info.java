/**
 * A small model fleet in virtual time, and the transcripts that tell stories on it. Everything that is decided in a story is
 * decided by the real engine and the real planners; only servers, network and clock are modelled.
 */
@NullMarked
package dev.tutti.core.story;

import org.jspecify.annotations.NullMarked;

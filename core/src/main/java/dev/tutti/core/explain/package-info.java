/** The sentences in which decisions, diagnoses and steps are told to people. The only place that words them. */
@NullMarked
package dev.tutti.core.explain;

import org.jspecify.annotations.NullMarked;

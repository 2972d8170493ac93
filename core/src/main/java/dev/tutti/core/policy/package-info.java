/** What Tutti may do by itself, where, how soon, and whom it may promote. */
@NullMarked
package dev.tutti.core.policy;

import org.jspecify.annotations.NullMarked;

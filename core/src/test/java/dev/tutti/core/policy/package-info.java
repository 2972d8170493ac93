/** Tests of policies. */
@NullMarked
package dev.tutti.core.policy;

import org.jspecify.annotations.NullMarked;

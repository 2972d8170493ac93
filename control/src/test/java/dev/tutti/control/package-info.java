/** Tests of the control plane against real servers. */
@NullMarked
package dev.tutti.control;

import org.jspecify.annotations.NullMarked;

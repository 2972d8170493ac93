/** SQL sessions whose loss is noticed the moment it happens. */
@NullMarked
package dev.tutti.control.session;

import org.jspecify.annotations.NullMarked;

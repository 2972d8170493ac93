/** Tells the outside: executables and webhooks. */
@NullMarked
package dev.tutti.control.notify;

import org.jspecify.annotations.NullMarked;

/** Tests of sessions that no real server can be made to show. */
@NullMarked
package dev.tutti.control.session;

import org.jspecify.annotations.NullMarked;

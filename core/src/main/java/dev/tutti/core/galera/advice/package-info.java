/** Where the clients of a write/write cluster should write, from what was measured. */
@NullMarked
package dev.tutti.core.galera.advice;

import org.jspecify.annotations.NullMarked;

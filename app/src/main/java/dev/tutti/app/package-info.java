/** Where the program is put together: the tutti command with its roles. */
@NullMarked
package dev.tutti.app;

import org.jspecify.annotations.NullMarked;

/** How things look: tables, trees, times, colours, and text that is safe to print. */
@NullMarked
package dev.tutti.cli.render;

import org.jspecify.annotations.NullMarked;

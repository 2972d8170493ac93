/** Configuration files: declared options, read from YAML with the place of everything that is wrong. */
@NullMarked
package dev.tutti.settings;

import org.jspecify.annotations.NullMarked;

/** The answers as a small tree, without a model: the API may grow fields that an older command line does not know. */
@NullMarked
package dev.tutti.cli.json;

import org.jspecify.annotations.NullMarked;

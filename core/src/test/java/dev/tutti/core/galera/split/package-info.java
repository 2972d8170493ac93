@NullMarked
package dev.tutti.core.galera.split;

import org.jspecify.annotations.NullMarked;

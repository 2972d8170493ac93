@NullMarked
package dev.tutti.core.galera.advice;

import org.jspecify.annotations.NullMarked;

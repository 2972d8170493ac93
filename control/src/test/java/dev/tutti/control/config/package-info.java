/** Tests of the configuration. */
@NullMarked
package dev.tutti.control.config;

import org.jspecify.annotations.NullMarked;

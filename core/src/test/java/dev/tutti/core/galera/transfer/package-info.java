/** Tests of forecasts of state transfers. */
@NullMarked
package dev.tutti.core.galera.transfer;

import org.jspecify.annotations.NullMarked;

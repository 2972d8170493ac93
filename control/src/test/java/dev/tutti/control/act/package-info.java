/** Tests of acting on real servers. */
@NullMarked
package dev.tutti.control.act;

import org.jspecify.annotations.NullMarked;

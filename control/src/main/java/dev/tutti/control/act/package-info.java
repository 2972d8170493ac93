/** Executes plans: checks each precondition again, performs, verifies, stops at the first surprise. */
@NullMarked
package dev.tutti.control.act;

import org.jspecify.annotations.NullMarked;

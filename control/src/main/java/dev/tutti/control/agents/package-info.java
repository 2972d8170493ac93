/** The agents beside the database servers, as the control plane asks them and gives them orders. */
@NullMarked
package dev.tutti.control.agents;

import org.jspecify.annotations.NullMarked;

/** Makes the certificates with which agents and control planes know each other. */
@NullMarked
package dev.tutti.agent.pki;

import org.jspecify.annotations.NullMarked;

/** Makes the certificates with which agents, control planes and the hosts of the mesh know each other. */
@NullMarked
package dev.tutti.settings.pki;

import org.jspecify.annotations.NullMarked;

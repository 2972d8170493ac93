/** Who an agent is and whom it believes: certificates, keys and revocations from PEM files. */
@NullMarked
package dev.tutti.agent.tls;

import org.jspecify.annotations.NullMarked;

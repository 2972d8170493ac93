/** Who this side of a connection is and whom it believes: certificates, keys and revocations from PEM files. */
@NullMarked
package dev.tutti.settings.tls;

import org.jspecify.annotations.NullMarked;

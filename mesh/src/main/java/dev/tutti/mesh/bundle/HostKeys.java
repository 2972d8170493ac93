package dev.tutti.mesh.bundle;

import dev.tutti.core.model.Secret;

import java.util.Map;

/** What one host shows to others, and what it keeps for itself. */
sealed interface HostKeys {
    /** The PEM or the bare text of the private key. */
    Secret privateKey();

    /**
     * For OpenVPN, in PEM.
     *
     * @param authority whose certificates are believed
     * @param revoked the list of those that are not believed any more
     */
    record Certified(Secret privateKey, String certificate, String authority, String revoked) implements HostKeys {}

    /**
     * For WireGuard, in base64.
     *
     * @param publicKeys of all hosts by their names
     */
    record Curve(Secret privateKey, Map<String, String> publicKeys) implements HostKeys {
        public Curve {
            publicKeys = Map.copyOf(publicKeys);
        }
    }
}

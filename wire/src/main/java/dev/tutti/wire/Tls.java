package dev.tutti.wire;

/** Whether a connection is encrypted. There is no silent fall-back from one to the other. */
public enum Tls {
    /**
     * In clear. Passwords are still never sent in clear: they are proven, or encrypted with a key the server sends, which
     * protects against listeners but not against an impostor.
     */
    OFF,
    /** Encrypted, whoever the server is: protects against listeners only. A server without TLS is refused. */
    REQUIRED_TRUST_ALL,
    /** Encrypted, with a certificate that Java's trust store accepts for the address's host name. */
    VERIFY
}

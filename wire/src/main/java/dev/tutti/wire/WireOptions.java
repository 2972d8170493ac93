package dev.tutti.wire;

import java.time.Duration;

/**
 * How to connect.
 *
 * @param connectTimeout how long establishing the TCP connection may take; positive
 * @param readTimeout how long the server may stay silent whenever it is its turn; positive
 * @param tls whether to encrypt
 */
public record WireOptions(Duration connectTimeout, Duration readTimeout, Tls tls) {
    public WireOptions {
        if (!connectTimeout.isPositive() || !readTimeout.isPositive()) {
            throw new IllegalArgumentException("connectTimeout and readTimeout must be longer than zero");
        }
    }

    /**
     * In clear, 2 s to connect (a lost SYN is sent again after 1 s, so this survives one), 10 s for an answer.
     */
    public static WireOptions defaults() {
        return new WireOptions(Duration.ofSeconds(2), Duration.ofSeconds(10), Tls.OFF);
    }

    public WireOptions withTls(Tls other) {
        return new WireOptions(connectTimeout, readTimeout, other);
    }

    public WireOptions withReadTimeout(Duration other) {
        return new WireOptions(connectTimeout, other, tls);
    }

    public WireOptions withConnectTimeout(Duration other) {
        return new WireOptions(other, readTimeout, tls);
    }
}

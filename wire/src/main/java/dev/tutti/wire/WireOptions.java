package dev.tutti.wire;

import java.time.Duration;

/**
 * How to connect.
 *
 * @param connectTimeout how long establishing the TCP connection may take; 1 ms to 24 h
 * @param readTimeout how long the server may stay silent whenever it is its turn; 1 ms to 24 h
 * @param tls whether to encrypt
 */
public record WireOptions(Duration connectTimeout, Duration readTimeout, Tls tls) {
    private static final Duration LONGEST = Duration.ofDays(1);

    public WireOptions {
        check("connectTimeout", connectTimeout);
        check("readTimeout", readTimeout);
    }

    private static void check(String name, Duration value) {
        if (value.compareTo(LONGEST) > 0 || value.toMillis() < 1) {
            throw new IllegalArgumentException(name + " must be between 1 ms and 24 h, not " + value);
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

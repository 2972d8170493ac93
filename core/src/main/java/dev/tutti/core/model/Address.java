package dev.tutti.core.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * Where a server listens; the name by which Tutti knows it.
 *
 * @param host a host name or IP literal, as replicas name their source; never empty
 * @param port a TCP port, 1 to 65535
 */
public record Address(String host, int port) implements Comparable<Address> {
    private static final Comparator<Address> ORDER =
            Comparator.comparing(Address::host).thenComparingInt(Address::port);

    public Address {
        Objects.requireNonNull(host);
        if (host.isEmpty()) {
            throw new IllegalArgumentException("an address needs a host, as in db1.example:3306");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "the port of " + host + " must be between 1 and 65535, not " + port);
        }
    }

    /**
     * Reads {@code host:port}, {@code [v6]:port}, or a bare host with the default port 3306.
     *
     * @throws IllegalArgumentException with a sentence for people if the text is none of these
     */
    public static Address parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("[")) {
            int close = trimmed.indexOf(']');
            if (close > 1 && trimmed.chars().noneMatch(Character::isWhitespace)) {
                String rest = trimmed.substring(close + 1);
                if (rest.isEmpty() || rest.startsWith(":")) {
                    return new Address(trimmed.substring(1, close), rest.isEmpty() ? 3306 : port(text, rest.substring(1)));
                }
            }
            throw malformed(text);
        }
        int colon = trimmed.lastIndexOf(':');
        if (colon < 0) {
            if (trimmed.isEmpty() || trimmed.chars().anyMatch(Character::isWhitespace)) {
                throw malformed(text);
            }
            return new Address(trimmed, 3306);
        }
        String host = trimmed.substring(0, colon);
        if (host.isEmpty() || host.indexOf(':') >= 0 || host.chars().anyMatch(Character::isWhitespace)) {
            throw malformed(text);
        }
        return new Address(host, port(text, trimmed.substring(colon + 1)));
    }

    private static int port(String text, String digits) {
        // Nothing but digits: parseInt would take a sign, and digits of other scripts, too.
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw malformed(text);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not an address: write host:port, for example db1.example:3306");
    }

    @Override
    public int compareTo(Address other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}

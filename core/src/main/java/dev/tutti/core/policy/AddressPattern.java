package dev.tutti.core.policy;

import dev.tutti.core.model.Address;

import java.util.Locale;

/**
 * Picks servers by {@code host:port} with {@code *} for any run of characters and {@code ?} for one, case-insensitive; a
 * pattern without a colon matches the host on any port.
 */
public record AddressPattern(String text) {
    public AddressPattern {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a server pattern must not be empty; write for example db*.example:3306");
        }
    }

    public boolean matches(Address address) {
        // An IPv6 address may be written as people see it, in brackets.
        return text.indexOf(':') < 0
                ? matchesText(address.host())
                : matchesText(address.toString()) || matchesText(address.host() + ":" + address.port());
    }

    /** Whether the whole text matches, for names that are no addresses. */
    public boolean matchesText(String subject) {
        return matches(text.toLowerCase(Locale.ROOT), subject.toLowerCase(Locale.ROOT));
    }

    /** Greedy matching with one point of return: linear in practice, never exponential. */
    private static boolean matches(String pattern, String subject) {
        int p = 0;
        int s = 0;
        int star = -1;
        int resume = 0;
        while (s < subject.length()) {
            if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == subject.charAt(s))
                    && pattern.charAt(p) != '*') {
                p++;
                s++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = s;
            } else if (star >= 0) {
                p = star + 1;
                s = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}

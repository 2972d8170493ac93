package dev.tutti.binlogserver.sql;

import java.util.Locale;

/** SQL's LIKE, without regard to case. */
final class Like {
    private Like() {}

    static boolean matches(String text, String pattern) {
        return matches(text.toLowerCase(Locale.ROOT), 0, pattern.toLowerCase(Locale.ROOT), 0);
    }

    private static boolean matches(String text, int t, String pattern, int p) {
        if (p == pattern.length()) {
            return t == text.length();
        }
        char c = pattern.charAt(p);
        if (c == '%') {
            for (int i = t; i <= text.length(); i++) {
                if (matches(text, i, pattern, p + 1)) {
                    return true;
                }
            }
            return false;
        }
        if (t == text.length()) {
            return false;
        }
        if (c == '_') {
            return matches(text, t + 1, pattern, p + 1);
        }
        int width = c == '\\' && p + 1 < pattern.length() ? 2 : 1;
        return text.charAt(t) == pattern.charAt(p + width - 1) && matches(text, t + 1, pattern, p + width);
    }
}

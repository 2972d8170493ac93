package dev.tutti.core.traffic.decide;

/**
 * What a person has said about targets.
 *
 * @param pattern matches names of targets: {@code *} for any characters, {@code ?} for one
 * @param up whether they are to be taken for up or for down, whatever checks say
 */
public record Forced(String pattern, boolean up) {
    /** Whether it speaks of this target. Case does not matter. */
    public boolean matches(String target) {
        return matches(pattern, target);
    }

    private static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?'
                    || Character.toLowerCase(pattern.charAt(p)) == Character.toLowerCase(text.charAt(t)))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
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

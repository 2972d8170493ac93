package dev.tutti.cli.http;

import java.nio.charset.StandardCharsets;

/** Names as parts of a URL. */
public final class Paths {
    private Paths() {}

    /** Everything but letters, digits and what RFC 3986 section 3.3 allows in a segment besides is percent-encoded. */
    public static String segment(String name) {
        StringBuilder out = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~:".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
            }
        }
        // A segment of dots alone would be taken for a step up the path.
        return name.equals(".") || name.equals("..") ? name.replace(".", "%2E") : out.toString();
    }
}

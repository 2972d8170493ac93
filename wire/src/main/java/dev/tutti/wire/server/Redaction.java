package dev.tutti.wire.server;

import java.util.regex.Pattern;

/** A statement as others may see it. Stateless. */
final class Redaction {
    private static final int LONGEST = 1024;
    /** {@code MASTER_PASSWORD = 'x'}, {@code SET PASSWORD FOR … = 'x'}, {@code PASSWORD('x')}, {@code IDENTIFIED … BY 'x'}. */
    private static final Pattern SECRET = Pattern.compile(
            "(?is)(password\\w*`?\\s*(?:for\\b[^=]{1,200}=\\s*(?:password\\s*\\(\\s*)?|[=(:]*\\s*)"
                    + "|\\b(?:by|as)\\s+(?:password\\s*)?)"
                    + "('(?:[^'\\\\]|\\\\.|'')*+(?:'|$)|\"(?:[^\"\\\\]|\\\\.|\"\")*+(?:\"|$))");

    private Redaction() {}

    /** At most 1 KiB of the statement, with {@code '***'} where passwords stand. */
    static String of(String sql) {
        // Cut before, so that a long statement costs little; a password that the cut goes through has no end and is left out.
        String begin = sql.length() > 2 * LONGEST ? sql.substring(0, 2 * LONGEST) : sql;
        String shown = SECRET.matcher(begin).replaceAll("$1'***'");
        return shown.length() > LONGEST ? shown.substring(0, LONGEST) : shown;
    }
}

package dev.tutti.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Text that is safe to print, its width in columns, and its breaking into lines. */
public final class Text {
    private static final char ESCAPE = 0x1b;

    private Text() {}

    /**
     * Without anything that could command a terminal or reorder what is read: escape sequences, control characters (line
     * breaks and tabs become spaces), bidirectional controls, invisible characters, halves of surrogate pairs.
     */
    public static String printable(String text) {
        int clean = 0;
        while (clean < text.length() && text.charAt(clean) >= ' ' && text.charAt(clean) < 0x7f) {
            clean++;
        }
        if (clean == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, clean);
        int i = clean;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ESCAPE || c == 0x9b || c == 0x9d) {
                i = afterSequence(text, i);
            } else if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029) {
                out.append(' ');
                i++;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = text.codePointAt(i);
                if (point >> 8 != 0xe00) { // tags: invisible
                    out.appendCodePoint(point);
                }
                i += 2;
            } else {
                if (!isHarmful(c) && !Character.isSurrogate(c)) {
                    out.append(c);
                }
                i++;
            }
        }
        return out.toString();
    }

    /** Whether a character controls how others are shown instead of being shown. */
    public static boolean isHarmful(char c) {
        return c < ' '
                || (c >= 0x7f && c < 0xa0)
                || c == 0x00ad
                || c == 0x061c
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2060 && c <= 0x206f)
                || c == 0xfeff
                || (c >= 0xfff9 && c <= 0xfffb);
    }

    /** ECMA-48: control sequences end with a byte from @ to ~; control strings end with BEL or ST. */
    private static int afterSequence(String text, int start) {
        char kind = text.charAt(start);
        int i = start + 1;
        if (kind == ESCAPE) {
            if (i == text.length()) {
                return i;
            }
            kind = text.charAt(i++);
        }
        if (kind == '[' || kind == 0x9b) {
            while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) < '@') {
                i++;
            }
            return i < text.length() && text.charAt(i) <= '~' && text.charAt(i) >= '@' ? i + 1 : i;
        }
        if (kind == ']' || kind == 'P' || kind == '^' || kind == '_' || kind == 'X' || kind == 0x9d) {
            for (int end = i; end < text.length(); end++) {
                char c = text.charAt(end);
                if (c == 0x07 || c == 0x9c) {
                    return end + 1;
                }
                if (c == ESCAPE) {
                    return end + 1 < text.length() && text.charAt(end + 1) == '\\' ? end + 2 : end;
                }
            }
            return i; // never ended: only the introducer goes
        }
        return kind < ' ' ? start + 1 : i;
    }

    /** How many columns it takes. Wide and combining characters by their Unicode blocks, which is near enough. */
    public static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            width += width(point);
        }
        return width;
    }

    private static int width(int point) {
        if (point < 0x300) {
            return 1;
        }
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || point == 0x200d) {
            return 0;
        }
        boolean wide = (point >= 0x1100 && point <= 0x115f)
                || (point >= 0x2e80 && point <= 0xa4cf)
                || (point >= 0xac00 && point <= 0xd7a3)
                || (point >= 0xf900 && point <= 0xfaff)
                || (point >= 0xfe30 && point <= 0xfe6f)
                || (point >= 0xff00 && point <= 0xff60)
                || (point >= 0xffe0 && point <= 0xffe6)
                || (point >= 0x1f300 && point <= 0x1faff)
                || (point >= 0x20000 && point <= 0x3fffd);
        return wide ? 2 : 1;
    }

    /** Filled up with spaces to that many columns. */
    public static String pad(String text, int width) {
        int missing = width - width(text);
        return missing > 0 ? text + " ".repeat(missing) : text;
    }

    /** Broken between words into lines of at most that many columns; a longer word is broken as well. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int used = 0;
        int at = 0;
        while (at < text.length()) {
            int space = text.indexOf(' ', at);
            String word = text.substring(at, space < 0 ? text.length() : space);
            at = space < 0 ? text.length() : space + 1;
            if (word.isEmpty()) {
                continue;
            }
            int wordWidth = width(word);
            if (used > 0 && used + 1 + wordWidth > width) {
                lines.add(line.toString());
                line.setLength(0);
                used = 0;
            }
            while (wordWidth > width) {
                int cut = fitting(word, width);
                lines.add(word.substring(0, cut));
                word = word.substring(cut);
                wordWidth = width(word);
            }
            if (used > 0) {
                line.append(' ');
                used++;
            }
            line.append(word);
            used += wordWidth;
        }
        if (used > 0 || lines.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    private static int fitting(String word, int width) {
        int cut = 0;
        int used = 0;
        while (cut < word.length()) {
            int point = word.codePointAt(cut);
            used += width(point);
            if (used > width && cut > 0) {
                break;
            }
            cut += Character.charCount(point);
        }
        return cut;
    }

    /** {@code applier_broken} as {@code applier broken}. */
    public static String words(String code) {
        return code.replace('_', ' ');
    }

    /** {@code 1 server}, {@code 3 servers}. */
    public static String count(long number, String noun) {
        return number == 1 ? "1 " + noun : number + " " + noun + "s";
    }

    /** With a capital first letter, unless it begins with a name: {@code db1:3306} stays as it is. */
    public static String capital(String text) {
        int end = 0;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        boolean word = end > 0 && (end == text.length() || text.charAt(end) == ' ');
        return !word ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}

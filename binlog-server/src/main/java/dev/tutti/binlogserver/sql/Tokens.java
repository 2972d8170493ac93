package dev.tutti.binlogserver.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A statement as words, numbers, texts and signs, and a place in it. Comments are left out. Used by one thread. */
final class Tokens {
    /** What a token is. */
    enum Kind {
        /** An unquoted name or keyword. */
        WORD,
        /** A name in backticks. */
        NAME,
        NUMBER,
        /** Text in quotes, without them. */
        TEXT,
        /** {@code @name}; the text is the name in lower case. */
        USER_VARIABLE,
        /** {@code @@name}, {@code @@global.name}; the text is the name in lower case without its scope. */
        SYSTEM_VARIABLE,
        SIGN,
        END
    }

    /**
     * A token.
     *
     * @param at where it begins in the statement
     */
    record Token(Kind kind, String text, int at, int end) {
        boolean is(String word) {
            return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(word);
        }
    }

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    Tokens(String sql) throws NotUnderstoodException {
        this.sql = sql;
        read();
    }

    private void read() throws NotUnderstoodException {
        int i = 0;
        boolean inVersionComment = false;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (Character.isWhitespace(c) || c == 0) {
                i++;
            } else if (sql.startsWith("/*!", i)) {
                i += 3;
                while (i < sql.length() && Character.isDigit(sql.charAt(i))) {
                    i++;
                }
                inVersionComment = true;
            } else if (inVersionComment && sql.startsWith("*/", i)) {
                inVersionComment = false;
                i += 2;
            } else if (sql.startsWith("/*", i)) {
                int end = sql.indexOf("*/", i + 2);
                i = end < 0 ? sql.length() : end + 2;
            } else if (c == '#' || sql.startsWith("-- ", i)) {
                int end = sql.indexOf('\n', i);
                i = end < 0 ? sql.length() : end + 1;
            } else {
                i = token(i, c);
            }
        }
        tokens.add(new Token(Kind.END, "", sql.length(), sql.length()));
    }

    private int token(int from, char c) throws NotUnderstoodException {
        if (c == '\'' || c == '"' || c == '`') {
            return quoted(from, c, c == '`' ? Kind.NAME : Kind.TEXT);
        }
        if (c == '@') {
            return variable(from);
        }
        if (Character.isDigit(c)) {
            int end = from;
            while (end < sql.length() && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '.')) {
                end++;
            }
            return add(Kind.NUMBER, sql.substring(from, end), from, end);
        }
        if (isWordPart(c)) {
            int end = wordEnd(from);
            return add(Kind.WORD, sql.substring(from, end), from, end);
        }
        return add(Kind.SIGN, String.valueOf(c), from, from + 1);
    }

    private int variable(int from) throws NotUnderstoodException {
        boolean system = sql.startsWith("@@", from);
        int start = from + (system ? 2 : 1);
        if (start < sql.length() && "'\"`".indexOf(sql.charAt(start)) >= 0) {
            int end = quoted(start, sql.charAt(start), Kind.USER_VARIABLE);
            Token named = tokens.removeLast();
            return add(system ? Kind.SYSTEM_VARIABLE : Kind.USER_VARIABLE, named.text().toLowerCase(Locale.ROOT), from, end);
        }
        int end = wordEnd(start);
        String name = sql.substring(start, end).toLowerCase(Locale.ROOT);
        if (!system) {
            return add(Kind.USER_VARIABLE, name, from, end);
        }
        boolean scoped = name.equals("global") || name.equals("session") || name.equals("local");
        if (scoped && end < sql.length() && sql.charAt(end) == '.') {
            int last = wordEnd(end + 1);
            return add(Kind.SYSTEM_VARIABLE, sql.substring(end + 1, last).toLowerCase(Locale.ROOT), from, last);
        }
        return add(Kind.SYSTEM_VARIABLE, name, from, end);
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < sql.length() && isWordPart(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private int quoted(int from, char quote, Kind kind) throws NotUnderstoodException {
        StringBuilder text = new StringBuilder();
        int i = from + 1;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\\' && quote != '`' && i + 1 < sql.length()) {
                char next = sql.charAt(i + 1);
                switch (next) {
                    case 'n' -> text.append('\n');
                    case 't' -> text.append('\t');
                    case '0' -> text.append('\0');
                    // They stay escaped: they are wildcards of LIKE.
                    case '%', '_' -> text.append('\\').append(next);
                    default -> text.append(next);
                }
                i += 2;
            } else if (c == quote) {
                if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
                    text.append(quote);
                    i += 2;
                } else {
                    return add(kind, text.toString(), from, i + 1);
                }
            } else {
                text.append(c);
                i++;
            }
        }
        throw new NotUnderstoodException("a quote is not closed", sql, from);
    }

    private int add(Kind kind, String text, int from, int end) {
        tokens.add(new Token(kind, text, from, end));
        return end;
    }

    // ---- going through them --------------------------------------------------------------------------------------

    Token peek() {
        return tokens.get(at);
    }

    Token peek(int further) {
        return tokens.get(Math.min(at + further, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    /** Goes over these words if they come next. */
    boolean take(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!peek(i).is(words[i])) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    void expect(String word) throws NotUnderstoodException {
        if (!take(word)) {
            throw notUnderstood(word + " is expected");
        }
    }

    String text() throws NotUnderstoodException {
        if (peek().kind() != Kind.TEXT) {
            throw notUnderstood("text in quotes is expected");
        }
        return next().text();
    }

    long number() throws NotUnderstoodException {
        Token token = peek();
        try {
            if (token.kind() == Kind.NUMBER) {
                long value = Long.parseLong(token.text());
                at++;
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw notUnderstood("a whole number is expected");
    }

    boolean atEnd() {
        return peek().kind() == Kind.END || peek().is(";");
    }

    void expectEnd() throws NotUnderstoodException {
        if (!atEnd()) {
            throw notUnderstood("nothing more is expected");
        }
    }

    NotUnderstoodException notUnderstood(String why) {
        return new NotUnderstoodException(why, sql, peek().at());
    }

    /** The statement's text from one token up to the one that comes next. */
    String since(Token first) {
        return sql.substring(first.at(), tokens.get(Math.max(0, at - 1)).end());
    }
}

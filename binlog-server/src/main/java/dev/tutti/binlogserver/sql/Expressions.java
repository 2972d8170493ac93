package dev.tutti.binlogserver.sql;

import dev.tutti.binlogserver.sql.Tokens.Kind;
import dev.tutti.binlogserver.sql.Tokens.Token;
import dev.tutti.wire.server.Session;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Values in statements: literals, variables, and the functions that replicas, tools and drivers call. Thread-safe. */
final class Expressions {
    private final Functions functions;
    private final Variables variables;

    Expressions(Functions functions, Variables variables) {
        this.functions = functions;
        this.variables = variables;
    }

    /**
     * The value that stands next.
     *
     * @throws UnknownVariableException if it names a system variable that there is none of
     */
    @Nullable String value(Tokens tokens, Session session) throws NotUnderstoodException, UnknownVariableException {
        String value = simple(tokens, session);
        boolean not = tokens.peek().is("NOT") && tokens.peek(1).is("IN") && tokens.take("NOT");
        if (tokens.take("IN")) {
            List<@Nullable String> list = list(tokens, session);
            boolean in = list.stream().anyMatch(each -> each != null && each.equalsIgnoreCase(value));
            return in == not ? "0" : "1";
        }
        return value;
    }

    /** Whether what stands next names a column, which there are none of: such as the {@code $$} that MySQL's client tries. */
    boolean isColumn(Tokens tokens, Session session) {
        Token token = tokens.peek();
        return token.kind() == Kind.WORD
                && !tokens.peek(1).is("(")
                && !token.is("NULL")
                && !token.is("TRUE")
                && !token.is("FALSE")
                && functions.call(token.text().toUpperCase(Locale.ROOT), List.of(), session).isEmpty();
    }

    private @Nullable String simple(Tokens tokens, Session session)
            throws NotUnderstoodException, UnknownVariableException {
        Token token = tokens.peek();
        switch (token.kind()) {
            case NUMBER, TEXT -> {
                return tokens.next().text();
            }
            case USER_VARIABLE -> {
                tokens.next();
                return session.userVariables().get(token.text());
            }
            case SYSTEM_VARIABLE -> {
                tokens.next();
                return variables.get(token.text()).orElseThrow(() -> new UnknownVariableException(token.text()));
            }
            case SIGN -> {
                if (tokens.take("-")) {
                    return "-" + tokens.number();
                }
                if (tokens.take("(")) {
                    String inner = value(tokens, session);
                    tokens.expect(")");
                    return inner;
                }
            }
            case WORD -> {
                return word(tokens, session, tokens.next().text().toUpperCase(Locale.ROOT));
            }
            default -> {}
        }
        throw tokens.notUnderstood("a value is expected");
    }

    private @Nullable String word(Tokens tokens, Session session, String word)
            throws NotUnderstoodException, UnknownVariableException {
        return switch (word) {
            case "NULL", "DEFAULT" -> null;
            case "TRUE", "ON" -> "1";
            case "FALSE", "OFF" -> "0";
            case "CAST", "CONVERT" -> {
                tokens.expect("(");
                String inner = value(tokens, session);
                while (!tokens.atEnd() && !tokens.take(")")) {
                    tokens.next();
                }
                yield inner;
            }
            default -> {
                if (tokens.peek().is("(")) {
                    yield functions.call(word, list(tokens, session), session)
                            .orElseThrow(() -> tokens.notUnderstood("there is no function " + word + " here"))
                            .value();
                }
                yield functions.call(word, List.of(), session).map(Functions.Result::value).orElse(word);
            }
        };
    }

    private List<@Nullable String> list(Tokens tokens, Session session)
            throws NotUnderstoodException, UnknownVariableException {
        List<@Nullable String> values = new ArrayList<>();
        tokens.expect("(");
        if (tokens.take(")")) {
            return values;
        }
        do {
            values.add(value(tokens, session));
        } while (tokens.take(","));
        tokens.expect(")");
        return values;
    }

    /** The name that a column of a result gets: its alias, or the expression as it was written. */
    static String columnName(Tokens tokens, Token first) throws NotUnderstoodException {
        String written = tokens.since(first);
        if (tokens.take("AS")) {
            return tokens.next().text();
        }
        Token next = tokens.peek();
        boolean alias = next.kind() == Kind.NAME || next.kind() == Kind.TEXT
                || (next.kind() == Kind.WORD && !next.is("FROM") && !next.is("LIMIT") && !next.is("WHERE"));
        return alias ? tokens.next().text() : written;
    }
}

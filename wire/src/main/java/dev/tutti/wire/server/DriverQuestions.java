package dev.tutti.wire.server;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers what drivers and command line clients ask on their own behalf ({@code SET …}, {@code SELECT @@a, @@b},
 * transaction statements), and leaves the rest to another handler. Keeps user variables in the session. Thread-safe.
 */
public final class DriverQuestions implements QueryHandler {
    private static final Pattern SELECT_VARIABLES = Pattern.compile("(?is)select\\s+(@.*?)(?:\\s+limit\\s+1)?\\s*;?\\s*");
    private static final Pattern VARIABLE = Pattern.compile(
            "(?is)(@@(?:(?:global|session|local)\\.)?|@)([\\w$.]+)(?:\\s+(?:as\\s+)?[`'\"]?([\\w$.@]+)[`'\"]?)?");
    private static final Pattern SET_USER_VARIABLE = Pattern.compile("(?is)@(\\w+)\\s*:?=\\s*('[^']*'|[^,;]+)");
    private static final Pattern NOTHING_TO_DO =
            Pattern.compile("(?is)(set|use|begin|start\\s+transaction|commit|rollback)\\b.*");

    private final Map<String, String> variables;
    private final QueryHandler rest;

    /**
     * Makes such a handler.
     *
     * @param variables system variables by their name in lower case
     * @param rest answers everything else
     */
    public DriverQuestions(Map<String, String> variables, QueryHandler rest) {
        this.variables = Map.copyOf(variables);
        this.rest = rest;
    }

    @Override
    public Reply answer(Session session, String sql) {
        String statement = sql.strip();
        Matcher select = SELECT_VARIABLES.matcher(statement);
        if (select.matches()) {
            return select(session, select.group(1), statement);
        }
        if (NOTHING_TO_DO.matcher(statement).matches()) {
            if (statement.regionMatches(true, 0, "set", 0, 3)) {
                remember(session, statement);
            }
            return Reply.ok();
        }
        return rest.answer(session, sql);
    }

    private Reply select(Session session, String list, String statement) {
        List<String> columns = new ArrayList<>();
        List<@Nullable String> values = new ArrayList<>();
        for (String item : list.split(",")) {
            Matcher matcher = VARIABLE.matcher(item.strip());
            if (!matcher.matches()) {
                return rest.answer(session, statement);
            }
            String name = matcher.group(2).toLowerCase(Locale.ROOT);
            String alias = matcher.group(3);
            columns.add(alias == null ? item.strip() : alias);
            if (matcher.group(1).equals("@")) {
                values.add(session.userVariables().get(name));
            } else if (variables.containsKey(name)) {
                values.add(variables.get(name));
            } else {
                return Reply.unknownVariable(name);
            }
        }
        return Reply.row(columns, values);
    }

    private void remember(Session session, String statement) {
        Matcher matcher = SET_USER_VARIABLE.matcher(statement);
        while (matcher.find()) {
            if (matcher.start() > 0 && statement.charAt(matcher.start() - 1) == '@') {
                continue;
            }
            String value = matcher.group(2).strip();
            if (value.startsWith("'")) {
                value = value.substring(1, value.length() - 1);
            } else if (value.startsWith("@@")) {
                String name = value.substring(2).toLowerCase(Locale.ROOT).replaceFirst("^(global|session|local)\\.", "");
                value = variables.getOrDefault(name, "");
            }
            session.userVariables().put(matcher.group(1).toLowerCase(Locale.ROOT), value);
        }
    }
}

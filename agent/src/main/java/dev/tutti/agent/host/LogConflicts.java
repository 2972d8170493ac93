package dev.tutti.agent.host;

import dev.tutti.core.galera.advice.TableConflicts;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which tables the conflicts are about that a server logs with {@code wsrep_log_conflicts=ON}. Stateless.
 *
 * <p>MariaDB 10.11 logs the statements of both sides and no lock (sql/wsrep_mysqld.h, {@code WSREP_LOG_CONFLICT}): the row that
 * both want is of the table that the winner changes just then, so its statement names it. Earlier servers log InnoDB's lock before,
 * with its table; that is believed first. Where neither tells, as for a failed certification at {@code COMMIT}, nothing is counted.
 * A statement without a schema gives a table without one. What clients write is in the log as it is: a count here is a hint.
 */
public final class LogConflicts {
    private static final int MOST_TABLES = 20;
    private static final int LONGEST_LINE = 500;

    private static final String NAME = "(?:`((?:[^`]|``){1,64})`|([\\p{L}\\p{N}_$]{1,64}+))";
    private static final String TABLE = NAME + "(?:\\." + NAME + ")?";
    private static final Pattern LOCK = Pattern.compile("^(?:RECORD LOCKS .* of table|TABLE LOCK table) " + TABLE + " trx ");

    /**
     * Statements that change one table. What follows the name has to be there: the server writes the winner's statement without
     * its end, so that some bytes of something else follow.
     */
    private static final List<Pattern> STATEMENTS = List.of(
            statement("UPDATE(?: LOW_PRIORITY)?(?: IGNORE)?", "(?: (?:AS )?\\w+)? SET "),
            statement("DELETE(?: LOW_PRIORITY)?(?: QUICK)?(?: IGNORE)? FROM", " (?:WHERE|ORDER|LIMIT) "),
            statement("(?:INSERT|REPLACE)(?: LOW_PRIORITY| HIGH_PRIORITY| DELAYED)?(?: IGNORE)?(?: INTO)?", "(?:\\s*\\(| [A-Z]+\\b)"));

    private static Pattern statement(String verb, String after) {
        String words = "^(?:/\\*[^*]*+\\*/ )*+" + verb + " " + TABLE + after;
        return Pattern.compile(words.replace(" ", "\\s+"), Pattern.CASE_INSENSITIVE);
    }

    /** Whose statement comes next. */
    private enum Side {
        NONE,
        WINNER,
        VICTIM
    }

    private final Map<String, Long> counts = new HashMap<>();
    private @Nullable String lock;
    private @Nullable String table;
    private Side side = Side.NONE;

    private LogConflicts() {}

    /** The tables with most conflicts among these lines, most first. */
    public static List<TableConflicts> in(List<String> lines) {
        LogConflicts log = new LogConflicts();
        for (String line : lines) {
            log.read(line.substring(0, Math.min(line.length(), LONGEST_LINE)));
        }
        log.ended();
        return log.counts.entrySet().stream()
                .map(entry -> new TableConflicts(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong((TableConflicts one) -> -one.count()).thenComparing(TableConflicts::table))
                .limit(MOST_TABLES)
                .toList();
    }

    private void read(String line) {
        if (line.contains("WSREP: cluster conflict due to ")) {
            ended();
            table = lock;
            lock = null;
        } else if (line.contains("WSREP: Winning thread:")) {
            side = Side.WINNER;
        } else if (line.contains("WSREP: Victim thread:")) {
            side = side == Side.WINNER ? Side.NONE : Side.VICTIM;
        } else if (line.startsWith("   SQL: ") && side != Side.NONE) {
            if (table == null) {
                table = changed(line.substring("   SQL: ".length())).orElse(null);
            }
        } else {
            table(LOCK.matcher(line)).ifPresent(told -> lock = told);
        }
    }

    private void ended() {
        if (table != null) {
            counts.merge(table, 1L, Long::sum);
        }
        table = null;
        side = Side.NONE;
    }

    private static Optional<String> changed(String statement) {
        return STATEMENTS.stream()
                .flatMap(pattern -> table(pattern.matcher(statement)).stream())
                .findFirst();
    }

    private static Optional<String> table(Matcher matcher) {
        if (!matcher.find()) {
            return Optional.empty();
        }
        String first = name(matcher, 1);
        String second = name(matcher, 3);
        return Optional.of(second.isEmpty() ? first : first + "." + second);
    }

    private static String name(Matcher matcher, int group) {
        String quoted = matcher.group(group);
        String bare = matcher.group(group + 1);
        return quoted != null ? quoted.replace("``", "`") : bare != null ? bare : "";
    }
}

package dev.tutti.bench;

import dev.tutti.control.act.Equivalents;
import dev.tutti.control.observe.Looker;
import dev.tutti.control.observe.Memory;
import dev.tutti.control.session.Session;
import dev.tutti.control.session.SessionException;
import dev.tutti.core.match.MatchResult;
import dev.tutti.core.match.PseudoGtid;
import dev.tutti.core.model.Coordinates;
import dev.tutti.core.model.ServerStatus;
import dev.tutti.lab.Flavour;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** How long it takes to find, on one server, the coordinates that mean the same as on another, without GTIDs. */
@Command(
        name = "match",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Matches a stopped replica below its sibling and below its primary, by Pseudo-GTID, in one log file of many one-row"
                    + " transactions (four events each) on MySQL 5.6; against SHOW BINLOG EVENTS over the same file, with which"
                    + " other tools do it.",
            "Every result is checked: against the replica's own coordinates, and by letting it go on below its sibling."
        },
        footer = {
            "",
            "Example:  tutti bench match --transactions 250000 --json match.json",
            "",
            "Exit codes: 0 measured and right; 1 a result was wrong; 2 wrong use."
        })
final class MatchCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Option(names = "--transactions", paramLabel = "N", defaultValue = "250000", description = "250000 without it.")
    int transactions = 250_000;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "2500",
            description = "Transactions a second while the log is written, with one entry every 5 s; 2500.")
    int rate = 2_500;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "10", description = "Of each case, after a first one; 10.")
    int runs = 10;

    @Mixin
    Report report = new Report();

    /**
     * One kind of match.
     *
     * @param first seconds of the very first one, whose code may be cold
     * @param runs seconds of the others
     * @param required seconds
     * @param compared transactions between the newest entry and the end of the replica's log
     */
    record Case(String title, double first, List<Double> runs, double required, int compared, String result) {}

    @Override
    public Integer call() throws IOException, SQLException, SessionException, InterruptedException {
        Machine machine = Machine.here(List.of(Flavour.MYSQL_5_6.title()));
        System.out.println(machine);
        System.err.println("writing " + transactions + " transactions, " + rate + " a second, on a primary with two replicas …");
        long began = System.nanoTime();
        try (LongLog log = LongLog.write(transactions, rate)) {
            System.err.println("… written and replicated in " + Spread.time((System.nanoTime() - began) / 1e9));
            return measure(log, machine);
        }
    }

    private int measure(LongLog log, Machine machine) throws IOException, SQLException, SessionException {
        long bytes = Long.parseLong(log.ask("1", "SHOW MASTER STATUS", 2));
        List<Case> cases = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        String truth = log.ask("2", "SHOW SLAVE STATUS", "Relay_Master_Log_File") + ":"
                + log.ask("2", "SHOW SLAVE STATUS", "Exec_Master_Log_Pos");
        Coordinates belowSibling = null;
        for (boolean remembered : new boolean[] {false, true}) {
            for (String target : List.of("3", "1")) {
                MatchResult[] last = new MatchResult[1];
                String title = (remembered ? "remembered" : "nothing remembered") + ", below the "
                        + (target.equals("3") ? "sibling" : "primary");
                cases.add(matches(log, title, remembered, target, last));
                if (!(last[0] instanceof MatchResult.Matched matched)) {
                    wrong.add(title + ": " + last[0]);
                } else if (target.equals("1") && !matched.at().toString().equals(truth)) {
                    wrong.add(title + ": found " + matched.at() + ", the replica had applied up to " + truth);
                } else if (target.equals("3")) {
                    belowSibling = matched.at();
                }
            }
        }
        List<Double> shows = new ArrayList<>();
        long events = 0;
        for (int i = 0; i < 3; i++) {
            long from = System.nanoTime();
            events = log.showBinlogEvents("1");
            shows.add((System.nanoTime() - from) / 1e9);
        }
        if (belowSibling != null) {
            String problem = log.verifyBelowSibling(belowSibling.file(), belowSibling.position());
            if (!problem.isEmpty()) {
                wrong.add(problem);
            }
        }
        print(cases, Spread.of(shows), events, bytes, wrong);
        report.write(machine, command(), Map.of(
                "events", events, "bytes", bytes, "cases", cases, "show_binlog_events_seconds", shows, "wrong", wrong));
        return wrong.isEmpty() ? 0 : 1;
    }

    private Case matches(LongLog log, String title, boolean remembered, String target, MatchResult[] last)
            throws SessionException {
        double first = 0;
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i <= runs; i++) {
            Equivalents equivalents = new Equivalents(
                    log.sessions(), remembered ? log.memory() : new Memory(), PseudoGtid.DEFAULT_PATTERN);
            try (Session onReplica = log.sessions().open(log.server("2").address(), DEADLINE);
                    Session onTarget = log.sessions().open(log.server(target).address(), DEADLINE)) {
                ServerStatus replicaStatus = Looker.once(onReplica);
                ServerStatus targetStatus = Looker.once(onTarget);
                long from = System.nanoTime();
                last[0] = equivalents.find(replicaStatus, onReplica, targetStatus, onTarget);
                double took = (System.nanoTime() - from) / 1e9;
                if (i == 0) {
                    first = took;
                } else {
                    seconds.add(took);
                }
            }
        }
        return new Case(
                title,
                first,
                seconds,
                remembered ? 0.1 : 0.5,
                last[0] instanceof MatchResult.Matched matched ? matched.transactions() : 0,
                String.valueOf(last[0]));
    }

    private String command() {
        return "./tutti bench match --transactions " + transactions + " --rate " + rate + " --runs " + runs;
    }

    private void print(List<Case> cases, Spread shows, long events, long bytes, List<String> wrong) {
        System.out.printf(
                Locale.ROOT,
                "%,d events, %.1f MB in one file; %,d transactions behind the newest entry on the replica%n%n%-38s%12s%12s%12s%12s%14s  %s%n", events, bytes / 1e6,
                cases.getFirst().compared(), "", "first",
                "best", "p50", "worst", "times faster", "required");
        for (Case each : cases) {
            Spread spread = Spread.of(each.runs());
            System.out.printf(
                    Locale.ROOT, "%-38s%12s%12s%12s%12s%13.1fx  p50 <= %s: %s%n", each.title(), Spread.time(each.first()),
                    Spread.time(spread.best()), Spread.time(spread.p50()), Spread.time(spread.worst()), shows.p50() / spread.p50(),
                    Spread.time(each.required()), spread.p50() <= each.required() ? "reached" : "NOT reached");
        }
        System.out.printf(
                Locale.ROOT, "%-38s%12s%12s%12s%12s%13.1fx  one file of the two or more that a match needs%n",
                "SHOW BINLOG EVENTS, the primary's file", "", Spread.time(shows.best()), Spread.time(shows.p50()),
                Spread.time(shows.worst()), 1.0);
        System.out.println();
        System.out.println(wrong.isEmpty()
                ? "All results are right: the replica's own coordinates on the primary, and the same table after going on below"
                        + " the sibling."
                : "WRONG: " + String.join("; ", wrong));
        System.out.println("Measured before, on this kind of machine and log, in other runs: orchestrator 3.2.6 2.4 to 3.0 s for the"
                + " whole command.");
        System.out.println("repeat with: " + command());
    }
}

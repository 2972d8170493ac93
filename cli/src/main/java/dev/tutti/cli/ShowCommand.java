package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Text;
import dev.tutti.cli.render.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tutti show}: everything about one server. */
@Command(
        name = "show",
        description = "Show all that is known of one server.",
        footerHeading = "%nExamples:%n",
        footer = {"  tutti show db3.example:3306", "  tutti show db3"})
final class ShowCommand extends ApiCommand {
    private static final int LABELS = 16;

    @Parameters(paramLabel = "SERVER", description = "host:port, or a part that fits only one.")
    private String server = "";

    ShowCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        String address = Names.ofServers(session.get("/servers").json().list()).find(server);
        Answer answer = session.get("/servers/" + Paths.segment(address));
        if (session.json()) {
            session.printJson(answer);
        } else {
            print(answer.json(), session);
        }
        return ExitCode.DONE;
    }

    private static void print(Json it, Session session) {
        Style style = session.style();
        session.print(style.paint(Paint.BOLD, ServerWords.address(it)));
        for (Json problem : it.get("problems").list()) {
            String severity = problem.text("severity");
            line("", style.sign(severity) + " " + problem.text("sentence"), style.paintOf(severity), session);
        }
        line("chain", it.text("chain"), session);
        line("role", ServerWords.isBinlogServer(it) ? "binlog server, " + it.text("role") : it.text("role"), session);
        line("replicates from", it.text("source"), session);
        line("version", ServerWords.version(it), session);
        line("contact", contact(it), session);
        line("last seen", utc(it.text("seen_at")), session);
        line("access", ServerWords.access(it), session);
        line("binary log", log(it), session);
        line("written up to", it.text("written"), session);
        line("receiver", with(it.text("receiver"), error(it.text("receiver_error"))), session);
        line("received up to", it.text("received"), session);
        line("applier", with(applier(it), error(it.text("applier_error"))), session);
        Json store = it.get("binlog_server");
        if (!store.isNull()) {
            line("binlog server", with(store.text("software"), Text.words(store.text("state"))), session);
            line("stores", ServerWords.stored(it), session);
            line("semi-sync", store.isTrue("semi_sync") ? "acknowledges what is on disk" : "acknowledges nothing", session);
        }
        line("applied up to", it.text("applied"), session);
        line("lag", ServerWords.lag(it), session);
        line("site", it.text("site"), session);
        line("server_id", it.text("server_id"), session);
        line("uuid", it.text("uuid"), session);
        Json downtime = it.get("downtime");
        if (!downtime.isNull()) {
            line("downtime", with("until " + utc(downtime.text("until")), downtime.text("reason")), session);
        }
        Json lost = it.get("lost");
        if (!lost.isNull()) {
            line("lost replica", with("since " + utc(lost.text("since")), lost.text("reason")), session);
        }
    }

    private static String contact(Json it) {
        String contact = with(Text.words(it.text("contact")), it.text("contact_detail"));
        String since = utc(it.text("contact_since"));
        return since.isEmpty() ? contact : contact + ", since " + since;
    }

    private static String log(Json it) {
        if (!it.isTrue("logs_binary")) {
            return it.isFalse("logs_binary") ? "none" : "";
        }
        return (it.text("log_format") + ", "
                        + (it.isTrue("logs_replica_updates") ? "with" : it.isFalse("logs_replica_updates") ? "without" : "unknown whether with")
                        + " what it applies")
                .strip();
    }

    private static String applier(Json it) {
        return it.isTrue("applier_running") ? "running" : it.isFalse("applier_running") ? "stopped" : "";
    }

    private static String error(String number) {
        return number.isEmpty() || number.equals("0") ? "" : "error " + number;
    }

    private static String utc(String time) {
        return time.isEmpty() ? "" : Times.day(time) + " UTC";
    }

    private static String with(String what, String detail) {
        return detail.isEmpty() ? what : what.isEmpty() ? detail : what + ": " + detail;
    }

    private static void line(String label, String text, Session session) {
        line(label, text, Paint.PLAIN, session);
    }

    /** What is not known is not printed. */
    private static void line(String label, String text, Paint paint, Session session) {
        if (text.isEmpty()) {
            return;
        }
        Style style = session.style();
        int indent = label.isEmpty() ? 2 : LABELS + 2;
        String head = label.isEmpty() ? "  " : "  " + style.paint(Paint.DIM, label) + " ".repeat(LABELS - label.length());
        for (String part : Text.wrap(text, style.width() - indent)) {
            session.print(head + style.paint(paint, part));
            head = " ".repeat(indent);
        }
    }
}

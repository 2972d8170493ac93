package dev.tutti.cli;

import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Style.Paint;
import dev.tutti.cli.render.Text;
import dev.tutti.cli.render.Times;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What there is to say about one server of the API, in few words. */
final class ServerWords {
    /** A sign with its word, such as {@code ✖ applier broken}. */
    record Sign(String text, Paint paint) {}

    private ServerWords() {}

    /** Chains with the gravest state first; otherwise as they came. */
    static List<Json> gravestFirst(Collection<Json> chains) {
        return chains.stream().sorted(Comparator.comparingInt(ServerWords::gravity)).toList();
    }

    private static int gravity(Json chain) {
        return switch (chain.raw("state")) {
            case "alarm" -> 0;
            case "troubled" -> 1;
            default -> 2;
        };
    }

    static String address(Json server) {
        return server.text("address", "?");
    }

    /** What it is in its chain; a Binlog Server is that before anything else. */
    static String role(Json server) {
        return isBinlogServer(server) ? "binlog server" : server.text("role");
    }

    static boolean isBinlogServer(Json server) {
        return server.raw("kind").equals("binlog-server");
    }

    /** {@code bin.000007 to 000042, 1.2 GB, 30.0 GB free, 12 replicas}, as far as it tells; empty for an ordinary server. */
    static String stored(Json server) {
        Json it = server.get("binlog_server");
        List<String> parts = new ArrayList<>();
        String first = it.text("first_file");
        String last = it.text("last_file");
        if (!last.isEmpty()) {
            parts.add(first.isEmpty() || first.equals(last) ? last : first + " to " + last.substring(last.lastIndexOf('.') + 1));
        }
        it.number("bytes").ifPresent(bytes -> parts.add(bytes(bytes)));
        it.number("free_bytes").ifPresent(bytes -> parts.add(bytes(bytes) + " free"));
        it.number("replicas").ifPresent(count -> parts.add((long) count + (count == 1 ? " replica" : " replicas")));
        return String.join(", ", parts);
    }

    /** {@code 512 B}, {@code 1.2 GB}. */
    static String bytes(double bytes) {
        double shown = bytes;
        for (String unit : List.of("B", "kB", "MB", "GB")) {
            if (shown < 1000) {
                return unit.equals("B") ? (long) shown + " B" : "%.1f %s".formatted(shown, unit);
            }
            shown /= 1000;
        }
        return "%.1f TB".formatted(shown);
    }

    static String version(Json server) {
        return (server.text("flavour") + " " + server.text("version")).strip();
    }

    /** {@code ROW}, or {@code no log}. */
    static String log(Json server) {
        if (isBinlogServer(server)) {
            return server.get("binlog_server").text("last_file");
        }
        if (server.isFalse("logs_binary")) {
            return "no log";
        }
        return server.text("log_format");
    }

    static String access(Json server) {
        return server.isTrue("read_only") ? "read-only" : server.isFalse("read_only") ? "writable" : "";
    }

    static String lag(Json server) {
        var lag = server.number("lag_seconds");
        return lag.isPresent() ? Times.coarse((long) (lag.getAsDouble() * 1000)) : "";
    }

    /** Everything that is unusual about it, the gravest first. */
    static List<Sign> signs(Json server, Style style) {
        List<Sign> signs = new ArrayList<>();
        boolean contactIsAProblem = false;
        for (Json problem : server.get("problems").list()) {
            String severity = problem.text("severity");
            signs.add(new Sign(
                    style.sign(severity) + " " + Text.words(problem.text("kind", "problem")), style.paintOf(severity)));
            contactIsAProblem |= severity.equals("error");
        }
        if (server.raw("contact").equals("failing") && !contactIsAProblem) {
            signs.addFirst(new Sign(style.bad() + " does not answer", Paint.BAD));
        }
        if (!server.get("lost").isNull() && signs.stream().noneMatch(sign -> sign.text().contains("lost"))) {
            signs.add(new Sign(style.bad() + " lost replica", Paint.BAD));
        }
        if (server.raw("contact").equals("not_yet")) {
            signs.add(new Sign(style.note() + " not asked yet", Paint.DIM));
        }
        Json downtime = server.get("downtime");
        if (!downtime.isNull()) {
            String until = Times.day(downtime.text("until"));
            signs.add(new Sign(style.note() + " downtime" + (until.isEmpty() ? "" : " until " + until), Paint.WARNING));
        }
        return signs;
    }
}

package dev.tutti.control.session;

import dev.tutti.core.fleet.Contact.Failure;
import dev.tutti.core.model.Address;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Locale;

/** Tells what kind of failure an exception of the driver is. */
final class Failures {
    private Failures() {}

    static SessionException of(Address server, String tried, SQLException failure) {
        int number = isFromServer(failure) ? failure.getErrorCode() : 0;
        Failure kind = number != 0 ? Failure.TURNED_AWAY : kindOf(failure);
        return new SessionException(server, tried, kind, number, inWords(server, kind, failure, number), failure);
    }

    /** Error numbers from 1000 to 1999 and from 3000 on are the server's; 2000 to 2999 are a client library's. */
    private static boolean isFromServer(SQLException failure) {
        int code = failure.getErrorCode();
        return (code >= 1000 && code < 2000) || code >= 3000;
    }

    private static Failure kindOf(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Failure kind = switch (cause) {
                case SocketTimeoutException e -> Failure.SILENT;
                case SQLTimeoutException e -> Failure.SILENT;
                case UnknownHostException e -> Failure.NO_ROUTE;
                case UnresolvedAddressException e -> Failure.NO_ROUTE;
                case NoRouteToHostException e -> Failure.NO_ROUTE;
                case ConnectException e -> message(e).contains("timed out") ? Failure.SILENT : Failure.REFUSED;
                case EOFException e -> Failure.SESSION_CLOSED;
                case java.net.SocketException e -> Failure.SESSION_CLOSED;
                default -> null;
            };
            if (kind != null) {
                return kind;
            }
        }
        String text = message(failure);
        if (text.contains("unexpected end of stream") || text.contains("connection is closed")
                || text.contains("reset by peer") || text.contains("broken pipe")) {
            return Failure.SESSION_CLOSED;
        }
        return Failure.NONSENSE;
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? "" : message.toLowerCase(Locale.ROOT);
    }

    private static String inWords(Address server, Failure kind, SQLException failure, int number) {
        return switch (kind) {
            case SESSION_CLOSED -> "the connection was closed by the other side";
            case SILENT -> "no answer within the deadline";
            case REFUSED -> "connection refused: nothing listens on port " + server.port();
            case NO_ROUTE -> "the host " + server.host() + " cannot be resolved or reached";
            case NONSENSE -> "what answers does not speak the MySQL protocol";
            case TURNED_AWAY -> "error " + number + ": " + firstLine(failure);
        };
    }

    private static String firstLine(SQLException failure) {
        String message = failure.getMessage();
        if (message == null) {
            return "without a message";
        }
        String line = message.lines().findFirst().orElse("");
        // The driver puts "(conn=17) " before the server's own words.
        return line.startsWith("(conn=") && line.contains(") ") ? line.substring(line.indexOf(") ") + 2) : line;
    }
}

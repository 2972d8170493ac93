package dev.tutti.traffic.health;

import dev.tutti.traffic.zone.Check;
import dev.tutti.traffic.zone.Probe;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Makes one check. Blocks the calling virtual thread until it has an answer or the check's deadline has passed, whatever the target does:
 * a watchdog closes the socket then, which ends every wait. Thread-safe.
 */
final class Prober implements AutoCloseable {
    private final ScheduledThreadPoolExecutor watchdog;
    private final Queries queries = new Queries();

    Prober() {
        watchdog = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("dns-check-watchdog").factory());
        watchdog.setRemoveOnCancelPolicy(true);
    }

    /** @param detail a few words on what was found */
    record Result(boolean success, String detail) {
        static Result good(String detail) {
            return new Result(true, detail);
        }

        static Result bad(String detail) {
            return new Result(false, detail);
        }
    }

    Result probe(Check check) {
        int millis = (int) Math.max(1, check.timeout().toMillis());
        return switch (check.probe()) {
            case Probe.Tcp tcp -> connected(check, millis, socket -> Result.good("connected"));
            case Probe.Http http -> connected(check, millis, socket -> Pages.ask(http, socket));
            case Probe.Query query -> queries.ask(query, millis, watchdog);
            case Probe.Galera galera -> queries.ask(galera, millis, watchdog);
        };
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface Conversation {
        Result with(Socket socket) throws IOException;
    }

    private Result connected(Check check, int millis, Conversation conversation) {
        try (Socket socket = new Socket()) {
            ScheduledFuture<?> end = watchdog.schedule(() -> close(socket), millis, TimeUnit.MILLISECONDS);
            try {
                socket.setSoLinger(true, 0); // a thousand a second would leave their ports waiting for a minute each
                socket.connect(check.probe().address(), millis);
                return conversation.with(socket);
            } catch (IOException e) {
                return end.isDone() || e instanceof SocketTimeoutException ? late(check.timeout()) : Result.bad(told(e));
            } finally {
                end.cancel(false);
            }
        } catch (IOException e) {
            return Result.bad(told(e));
        }
    }

    static Result late(Duration timeout) {
        return Result.bad("no answer within " + timeout.toMillis() + " ms");
    }

    static String told(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed as far as anybody can tell.
        }
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}

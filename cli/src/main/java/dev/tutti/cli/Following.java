package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.ApiException;
import dev.tutti.cli.http.Events;
import dev.tutti.cli.http.Events.Event;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Style;
import dev.tutti.cli.render.Text;
import dev.tutti.cli.render.Times;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows one recovery until it ends, printing each step when it has completed.
 *
 * <p>Nothing is missed: the events are listened to first, and only when they have begun to flow is the recovery read as
 * it stands. A lost connection is made anew a few times; the recovery goes on without us anyhow.
 */
final class Following {
    private static final Duration BEFORE_RECONNECTING = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 10;

    private final Session session;
    private final String id;
    private final Set<String> printed = new HashSet<>();

    private Following(Session session, String id) {
        this.session = session;
        this.id = id;
    }

    /** @return the recovery as it ended */
    static Answer untilItEnds(Session session, Json recovery) {
        var following = new Following(session, recovery.raw("id"));
        if (!session.json()) {
            List<String> lines = new ArrayList<>();
            RecoveryText.title(recovery, session.style(), lines);
            session.print(lines);
        }
        following.printSteps(recovery);
        return following.follow();
    }

    private Answer follow() {
        String lastFailure = "the connection ended";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (Events events = session.api().events()) {
                for (Optional<Event> event = events.next(); event.isPresent(); event = events.next()) {
                    attempt = 0;
                    if (concernsUs(event.get())) {
                        Answer answer = read();
                        printSteps(answer.json());
                        if (hasEnded(answer.json())) {
                            printEnd(answer.json());
                            return answer;
                        }
                    }
                }
            } catch (ApiException e) {
                if (e.kind() != ApiException.Kind.NO_CONTROL_PLANE) {
                    throw e;
                }
                lastFailure = e.sentence();
            }
            if (!session.surroundings().pause().pause(BEFORE_RECONNECTING)) {
                break;
            }
        }
        throw new Failure(
                ExitCode.NO_CONTROL_PLANE,
                "Lost sight of recovery " + Text.printable(id) + ", which goes on or has ended: " + lastFailure
                        + " `tutti recoveries " + Text.printable(id) + "` shows it.");
    }

    /** The first event says that listening has begun. Steps are printed as they come; its end is read once more. */
    private boolean concernsUs(Event event) {
        if (event.name().equals("fleet")) {
            return true;
        }
        boolean ours = event.name().equals("recovery") && event.data().raw("id").equals(id);
        if (ours) {
            printSteps(event.data());
        }
        return ours && hasEnded(event.data());
    }

    private Answer read() {
        return session.get("/recoveries/" + Paths.segment(id));
    }

    private static boolean hasEnded(Json recovery) {
        return !recovery.raw("state").equals("running");
    }

    private void printSteps(Json recovery) {
        if (session.json()) {
            return;
        }
        Style style = session.style();
        for (Json step : recovery.get("steps").list()) {
            String state = step.text("state");
            boolean over = state.equals("done") || state.equals("failed") || state.equals("skipped");
            if (over && printed.add(step.raw("number"))) {
                printStep(step, state, RecoveryText.origin(recovery), style);
            }
        }
        session.surroundings().out().flush();
    }

    private void printStep(Json step, String state, String origin, Style style) {
        String signed = RecoveryText.signed(step);
        String head = "  " + style.sign(signed) + " " + Text.pad(Times.after(origin, step.raw("ended")), 9) + " ";
        String took = Times.between(step.raw("began"), step.raw("ended"));
        String sentence = RecoveryText.words(step)
                + (state.equals("done") ? "" : " (" + state + ")")
                + (took.isEmpty() ? "" : " [" + took + "]")
                + RecoveryText.came(step);
        List<String> lines = new ArrayList<>();
        for (String line : Text.wrap(sentence, Math.max(1, style.width() - Text.width(head)))) {
            lines.add(head + line);
            head = " ".repeat(Text.width(head));
        }
        lines.set(0, style.paint(style.paintOf(signed), lines.getFirst().substring(0, 3)) + lines.getFirst().substring(3));
        session.print(lines);
    }

    private void printEnd(Json recovery) {
        if (session.json()) {
            return;
        }
        Style style = session.style();
        String state = recovery.text("state");
        String took = Times.between(recovery.raw("began"), recovery.raw("ended"));
        String outcome = recovery.text("outcome");
        session.print(style.paint(style.paintOf(state), style.sign(state) + " " + Text.capital(state))
                + (took.isEmpty() ? "" : " after " + took) + (outcome.isEmpty() ? "." : ":"));
        if (!outcome.isEmpty()) {
            session.printWrapped(outcome);
        }
        List<String> lines = new ArrayList<>();
        RecoveryText.lost(recovery.get("lost").list(), style, lines);
        session.print(lines);
    }
}

package dev.tutti.cli;

import dev.tutti.cli.http.ApiException;
import dev.tutti.cli.http.Events;
import dev.tutti.cli.http.Events.Event;
import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.render.Text;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code tutti topology}: who replicates from whom, and how it is. */
@Command(
        name = "topology",
        description = {
            "Draw each chain as a tree: address, role, version, format of the binary log, whether it can be written to, lag,"
                    + " and what is wrong with it.",
            "Where lines would be too long, columns are left out."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tutti topology",
            "  tutti topology shop --watch",
            "  tutti topology --watch --json    # one line of JSON per event"
        })
final class TopologyCommand extends ApiCommand {
    private static final Duration BEFORE_RECONNECTING = Duration.ofSeconds(2);
    private static final String CLEAR_REST_OF_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    @Parameters(arity = "0..1", paramLabel = "CHAIN", description = "Only this one.")
    private @Nullable String chain;

    @Option(names = {"-w", "--watch"}, description = "Stay and show each change when it happens.")
    private boolean watch;

    /** For whoever has something standing above it that is to stay, as the demo has. */
    @Option(names = "--below-line", hidden = true, defaultValue = "0", description = "Leave so many lines of the window alone.")
    private int above;

    TopologyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    int run(Session session) {
        if (watch) {
            return watch(session);
        }
        if (session.json()) {
            session.printJson(
                    chain == null
                            ? session.get("/fleet")
                            : session.get("/chains/" + Paths.segment(Names.ofChains(session.get("/chains").json().list()).find(chain))));
            return ExitCode.DONE;
        }
        FleetView fleet = new FleetView(session.get("/fleet").json());
        session.print(drawn(fleet, wanted(fleet), session));
        return ExitCode.DONE;
    }

    private static List<String> drawn(FleetView fleet, String wanted, Session session) {
        List<String> lines = TopologyText.draw(fleet, wanted, session.style());
        return lines.isEmpty()
                ? List.of("No server is known yet. `tutti discover ADDRESS` adds one with everything in its chain.")
                : lines;
    }

    private String wanted(FleetView fleet) {
        return chain == null ? "" : Names.ofChains(List.copyOf(fleet.chains())).find(chain);
    }

    /** Until nobody reads any more; a lost connection is made anew. Only the first attempt may fail for good. */
    private int watch(Session session) {
        boolean first = true;
        do {
            try (Events events = session.api().events()) {
                first = false;
                if (!follow(events, session)) {
                    return ExitCode.DONE;
                }
            } catch (ApiException e) {
                if (first) {
                    throw e;
                }
            }
            session.surroundings().err().println("Lost the connection to " + session.api().url() + ", trying again.");
        } while (session.surroundings().pause().pause(BEFORE_RECONNECTING));
        return ExitCode.NO_CONTROL_PLANE;
    }

    /** False when nobody reads any more. */
    private boolean follow(Events events, Session session) {
        FleetView fleet = new FleetView(Json.NULL);
        List<String> shown = List.of();
        Optional<Event> next = events.next();
        if (session.surroundings().terminal() && !session.json()) {
            session.surroundings().out().print(toTop() + CLEAR_BELOW);
        }
        for (; next.isPresent(); next = events.next()) {
            Event event = next.get();
            if (session.json()) {
                session.printJson(Json.object("event", event.name(), "data", event.data()));
            } else if (fleet.apply(event)) {
                session.measureAgain();
                List<String> lines = drawn(fleet, event.name().equals("fleet") ? wanted(fleet) : wantedStill(fleet), session);
                if (!lines.equals(shown)) {
                    show(lines, !shown.isEmpty(), session);
                    shown = lines;
                }
            }
            if (session.nobodyReads()) {
                return false;
            }
        }
        return true;
    }

    /** A chain that has gone meanwhile is no mistake of whoever named it. */
    private String wantedStill(FleetView fleet) {
        List<String> fitting = chain == null ? List.of("") : Names.ofChains(List.copyOf(fleet.chains())).fitting(chain);
        return fitting.isEmpty() ? String.valueOf(chain) : fitting.getFirst();
    }

    /** On a terminal in place of what was there, without flicker; elsewhere below it. */
    private void show(List<String> lines, boolean again, Session session) {
        if (!session.surroundings().terminal()) {
            if (again) {
                session.print("");
            }
            session.print(lines);
            return;
        }
        int room = Math.max(2, session.surroundings().size().get().lines() - 1 - above);
        int shown = lines.size() > room ? room - 1 : lines.size();
        StringBuilder screen = new StringBuilder(toTop());
        lines.subList(0, shown).forEach(line -> screen.append(line).append(CLEAR_REST_OF_LINE).append('\n'));
        if (shown < lines.size()) {
            screen.append(Text.count(lines.size() - shown, "line"))
                    .append(" more than this window shows")
                    .append(CLEAR_REST_OF_LINE)
                    .append('\n');
        }
        session.surroundings().out().print(screen.append(CLEAR_BELOW));
        session.surroundings().out().flush();
    }

    private String toTop() {
        return above == 0 ? "\u001b[H" : "\u001b[" + (above + 1) + ";1H";
    }
}

package dev.tutti.cli;

import dev.tutti.cli.http.Answer;
import dev.tutti.cli.http.ApiException;
import dev.tutti.cli.json.Json;
import dev.tutti.cli.json.JsonReader;
import picocli.CommandLine.Option;

/**
 * A change that has a plan: shows it, asks, has it done, follows it. The plan is always made by the control plane; when
 * it has been confirmed the control plane checks everything again, so a fleet that has changed meanwhile is no danger.
 */
abstract class ChangeCommand extends ApiCommand {
    @Option(names = {"-n", "--dry-run"}, order = 10, description = "Show the plan, change nothing.")
    private boolean dryRun;

    @Option(names = {"-y", "--yes"}, order = 11, description = "Do not ask.")
    private boolean yes;

    @Option(names = "--no-wait", order = 12, description = "Return as soon as it has begun.")
    private boolean noWait;

    ChangeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** Which request makes the plan or carries it out. */
    record Request(String path, Json body) {}

    /** @param dryRun whether for the plan only */
    abstract Request request(Session session, boolean dryRun);

    /** Whether somebody agreed beforehand, so that it can be done where nobody is to be asked. */
    boolean agreedBefore() {
        return yes;
    }

    /** Asks a person who has seen the plan for leave to do it. */
    boolean agreed(Session session, Json plan) {
        return session.confirmed("Do this?", "--yes");
    }

    /** Says what a plan asks a person, where nobody is asked. */
    void unanswered(Session session, Json plan) {}

    @Override
    final int run(Session session) {
        if (!dryRun && !agreedBefore() && !session.hasPerson()) {
            throw Failure.wrongUse("Nobody is here to confirm this: add --yes, or --dry-run to see the plan.");
        }
        if (dryRun || (!yes && session.hasPerson())) {
            Answer plan = post(session, request(session, true));
            if (session.json()) {
                session.printJson(plan);
                return ExitCode.DONE;
            }
            session.print(PlanText.draw(plan.json(), session.style()));
            if (dryRun) {
                unanswered(session, plan.json());
                return ExitCode.DONE;
            }
            if (!agreed(session, plan.json())) {
                session.print("Nothing was changed.");
                return ExitCode.FAILED;
            }
        }
        return carryOut(session);
    }

    private int carryOut(Session session) {
        Answer begun = begin(session);
        if (noWait) {
            if (session.json()) {
                session.printJson(begun);
            } else {
                String id = begun.json().text("id");
                session.print("Recovery " + id + " has begun. `tutti recoveries " + id + "` shows it.");
            }
            return ExitCode.DONE;
        }
        Answer ended = Following.untilItEnds(session, begun.json());
        if (session.json()) {
            session.printJson(ended);
        }
        return switch (ended.json().raw("state")) {
            case "succeeded" -> ExitCode.DONE;
            case "refused" -> ExitCode.REFUSED;
            default -> ExitCode.FAILED;
        };
    }

    /** Has it begun; a question that is still open is shown before it ends the command. */
    private Answer begin(Session session) {
        try {
            return post(session, request(session, false));
        } catch (ApiException e) {
            if (e.kind() == ApiException.Kind.NEEDS_CONFIRMATION && !session.json()) {
                Json plan = JsonReader.read(e.document()).orElse(Json.NULL).get("plan");
                session.print(PlanText.draw(plan, session.style()));
                unanswered(session, plan);
            }
            throw e;
        }
    }

    private static Answer post(Session session, Request request) {
        return session.api().change("POST", Session.API + request.path(), request.body());
    }
}

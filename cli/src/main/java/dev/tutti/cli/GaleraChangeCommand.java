package dev.tutti.cli;

import dev.tutti.cli.http.Paths;
import dev.tutti.cli.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A change of a write/write cluster. Its plan may ask: each concern is agreed to for itself, by a person who types it out or by
 * its id beforehand. An id stands for a concern with its figures, so that nobody agrees to something else than was shown.
 */
abstract class GaleraChangeCommand extends ChangeCommand {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--confirm",
            paramLabel = "ID",
            split = ",",
            order = 9,
            description = "Agree to these concerns, by the ids that the plan shows, separated by commas.")
    private List<String> confirmed = new ArrayList<>();

    private @Nullable Wish wish;

    GaleraChangeCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /**
     * What is wanted.
     *
     * @param path of the request
     * @param body of the request, without what all of them have
     */
    record Wish(String path, Json body) {
        static Wish of(GaleraClusters.Cluster cluster, String what, Json body) {
            return new Wish(cluster.path() + "/" + what, body);
        }

        static Wish of(GaleraClusters.Cluster cluster, String node, String what, Json body) {
            return new Wish(cluster.path() + "/nodes/" + Paths.segment(node) + "/" + what, body);
        }
    }

    /** Asked once; names are looked up in what the control plane knows now. */
    abstract Wish wish(GaleraClusters clusters);

    @Override
    final Request request(Session session, boolean dryRun) {
        if (wish == null) {
            wish = wish(GaleraClusters.of(session));
        }
        return new Request(wish.path(), wish.body().and("dry_run", dryRun, "confirm", Json.texts(confirmed)));
    }

    @Override
    final boolean agreedBefore() {
        return super.agreedBefore() || !confirmed.isEmpty();
    }

    @Override
    final boolean agreed(Session session, Json plan) {
        List<Json> open = open(plan);
        for (int i = 0; i < open.size(); i++) {
            session.print("");
            session.printWrapped("To be agreed to, " + (i + 1) + " of " + open.size() + ": " + open.get(i).text("sentence") + ".");
            if (!session.typed("agree", "to accept this")) {
                return false;
            }
            confirmed.add(open.get(i).raw("id"));
        }
        return super.agreed(session, plan);
    }

    @Override
    final void unanswered(Session session, Json plan) {
        List<Json> open = open(plan);
        if (open.isEmpty()) {
            return;
        }
        session.print(PlanText.concerns(open, session.style()));
        Set<String> ids = new LinkedHashSet<>(confirmed);
        open.forEach(concern -> ids.add(concern.raw("id")));
        session.print("To agree to that and have it done:");
        session.print("  " + Typed.again(spec, Set.of("--dry-run", "--confirm"), "--confirm", String.join(",", ids)));
    }

    private List<Json> open(Json plan) {
        return plan.get("concerns").list().stream()
                .filter(concern -> !confirmed.contains(concern.raw("id")))
                .toList();
    }
}
